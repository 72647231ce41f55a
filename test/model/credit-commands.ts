import fc from 'fast-check';
import { type Command, command } from './command.ts';
import { shownSendId } from './send.ts';
import { expectSame, scenes } from './world.ts';

/** An operator looks into the user's inbox and says what became of the last send. */
export const resolutions: fc.Arbitrary<Command> = fc
  .record({
    of: fc.nat({ max: 2 }),
    scene: fc.constantFrom(...scenes),
    isOtherSend: fc.constantFrom(false, false, false, true),
  })
  .map(({ of, scene, isOtherSend }) =>
    command(
      `resolve(${of}, ${scene}${isOtherSend ? ', other send' : ''})`,
      async (world, service) => {
        const { openid } = world.people[of] ?? world.people[0];
        const title = world.promise.lastSend(openid, scene)?.title;
        const delivered = service.account.delivered.some((message) => message.title === title);
        const sendId = await shownSendId(service, openid, scene);
        const { status } = await service.ask('POST /v1/users/{openid}/credits/{scene}/resolution', {
          path: { openid, scene: String(scene) },
          body: { sendId: isOtherSend || sendId === '' ? 'another-send' : sendId, delivered },
        });
        if (world.promise.find(openid, scene) === undefined) {
          expectSame('status of a resolution of no credit', status, 404);
          return;
        }
        const wasOpen = world.promise.find(openid, scene)?.last === 'open';
        const isMeant = !isOtherSend && sendId !== '';
        const isTaken =
          isMeant && world.promise.resolve(openid, scene, delivered, service.clock.now());
        expectSame('status of a resolution', status, isTaken ? 200 : 409);
        if (isTaken && wasOpen) world.open -= 1;
      },
    ),
  );

export const erasures: fc.Arbitrary<Command> = fc.nat({ max: 2 }).map((of) =>
  command(`erase(${of})`, async (world, service) => {
    const { openid } = world.people[of] ?? world.people[0];
    const unsettled = await service.unsettled(openid);
    const { status, json } = await service.ask('DELETE /v1/users/{openid}', { path: { openid } });
    expectSame('status of an erasure', status, 200);
    expectSame('erased credits', json['erased'], world.promise.erase(openid));
    world.open -= unsettled;
  }),
);

/** One credit by itself, which is in the list as well. */
export const reads: fc.Arbitrary<Command> = fc
  .record({ of: fc.nat({ max: 2 }), scene: fc.constantFrom(...scenes) })
  .map(({ of, scene }) =>
    command(`read(${of}, ${scene})`, async (world, service) => {
      const { openid } = world.people[of] ?? world.people[0];
      const { status, json } = await service.ask('GET /v1/users/{openid}/credits/{scene}', {
        path: { openid, scene: String(scene) },
      });
      const state = world.promise.stateOf(openid, scene, service.clock.now());
      expectSame('status of a read', status, state === 'none' ? 404 : 200);
      if (state !== 'none') expectSame('state', json['state'], state);
    }),
  );
