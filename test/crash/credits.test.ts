import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aUser, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { anEvent } from '../support/http-events.ts';
import { isFull } from '../support/scale.ts';
import { type CreditsEffect, creditsSteps } from './courses.ts';
import { type CrashPoint, callNames, crashPoints, fewPoints, type Step } from './points.ts';
import type { Meanwhile } from './tap.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

type User = Awaited<ReturnType<typeof aUser>>;
type Course = keyof typeof creditsSteps;

let world: CrashWorld;
let points = 0;
beforeAll(async () => {
  world = await startCrashWorld();
}, 120_000);
afterAll(async () => {
  await world.close();
  console.log(`crashes of a resolution or an erasure: ${points} points`);
});
beforeEach(() => world.reset());

const stepsOf = (course: Course): readonly Step<CreditsEffect>[] => creditsSteps[course];
const casesOf = (course: Course) => {
  const every = crashPoints(stepsOf(course));
  // in little time, only around the last write
  return (isFull ? every : fewPoints(every).slice(-2)).map(
    (point) => [point.call, point.moment, point] as const,
  );
};

const run = (event: unknown, point?: CrashPoint<CreditsEffect>, meanwhile?: Meanwhile) =>
  world.runOnce('manage-credits', event, {
    ...(point === undefined ? {} : { point }),
    ...(meanwhile === undefined ? {} : { meanwhile }),
  });

const crash = async (
  event: unknown,
  point: CrashPoint<CreditsEffect>,
  meanwhile?: Meanwhile,
): Promise<void> => {
  const { ended, signal } = await run(event, point, meanwhile);
  points += 1;
  expect(signal).toBe('SIGKILL');
  if (!point.isLast) expect(ended).toEqual({ died: true });
};

const send = async ({ openid }: User, key: string, scene = 1001) =>
  httpAnswer((await world.runOnce('send-message', sendEvent(openid, key, scene))).ended);

/** A message that WeChat never got, and an operator who has found that out. */
const unknownSend = async (isConfirmedAgain: boolean) => {
  const user = await aUser(world);
  await user.confirm();
  const path = '/cgi-bin/message/template/subscribe';
  await world.simulate('POST', 'faults', { path, times: 1, fault: { drop: 'before' } });
  const { status, json } = await send(user, 'key');
  expect(status).toBe(202);
  if (isConfirmedAgain) await user.confirm();
  const resolution = anEvent('POST /v1/users/{openid}/credits/{scene}/resolution', {
    path: { openid: user.openid, scene: '1001' },
    body: { sendId: json['sendId'], delivered: false },
  });
  return { user, resolution };
};

const resolutions: readonly (readonly [Course, boolean])[] = [
  ['a resolution', false],
  ['a resolution after the user has confirmed again', true],
];

describe.each(resolutions)('%s', (course, isConfirmedAgain) => {
  test('makes the calls that are listed here, and no other', async () => {
    const { resolution } = await unknownSend(isConfirmedAgain);

    const { calls } = await run(resolution);

    expect([...calls].sort()).toEqual([...callNames(stepsOf(course))].sort());
  });

  test.each(casesOf(course))('dies at %s, %s, and may be said again', async (_c, _m, point) => {
    const { user, resolution } = await unknownSend(isConfirmedAgain);
    await crash(resolution, point);

    const { json: between } = await world.credit(user.openid, 1001);
    const isOpen = !point.effects.has('done') && !isConfirmedAgain;
    expect(between).toMatchObject({ state: isOpen ? 'unknown' : 'available' });
    const again = httpAnswer((await run(resolution)).ended);

    expect(again).toMatchObject({ status: 200, json: { state: 'available' } });
    expect((await send(user, 'another')).status).toBe(200);
    expect((await send(user, 'third')).status).toBe(409);
    expect(await world.inbox(user.openid)).toHaveLength(1);
  });
});

type Known = Awaited<ReturnType<typeof knownUser>>;

/** Two credits, one of them sent with. */
const knownUser = async () => {
  const user = await aUser(world);
  const callbacks = [await user.callback(1001), await user.callback(1002)];
  for (const callback of callbacks) {
    expect((await user.open(callback)).headers.get('location')).toContain('yici=confirmed');
  }
  expect((await send(user, 'key')).status).toBe(200);
  const erasure = anEvent('DELETE /v1/users/{openid}', { path: { openid: user.openid } });
  return { user, callbacks, erasure };
};

const erasures: readonly (readonly [Course, boolean])[] = [
  ['an erasure', false],
  ['an erasure of a user who confirms meanwhile', true],
];

describe.each(erasures)('%s', (course, confirmsMeanwhile) => {
  const meanwhileOf = ({ user, callbacks }: Known): Meanwhile | undefined =>
    confirmsMeanwhile
      ? {
          call: 'credits list 1',
          act: async () => {
            const callback = await user.callback(1001);
            callbacks.push(callback);
            await user.open(callback);
          },
        }
      : undefined;

  test('makes the calls that are listed here, and no other', async () => {
    const known = await knownUser();

    const { ended, calls } = await run(known.erasure, undefined, meanwhileOf(known));

    expect(httpAnswer(ended)).toMatchObject({ status: 200, json: { erased: 2 } });
    expect([...calls].sort()).toEqual([...callNames(stepsOf(course))].sort());
  });

  test.each(casesOf(course))(
    'dies at %s, %s, and the next one leaves nothing',
    async (_c, _m, point) => {
      const known = await knownUser();
      const { user, callbacks, erasure } = known;
      await crash(erasure, point, meanwhileOf(known));

      expect(httpAnswer((await run(erasure)).ended).status).toBe(200);

      for (const scene of [1001, 1002]) {
        expect(await world.stored(user.openid, scene)).toEqual([
          ...(scene === 1001 ? ['claimsAfter'] : []),
          'openid',
          'scene',
          'ticket',
          'ttl',
        ]);
      }
      // no old callback brings it back, and the key is as if it had never been used
      for (const callback of callbacks) {
        expect((await user.open(callback)).headers.get('location')).toContain('yici=expired');
      }
      expect(await send(user, 'key')).toMatchObject({ status: 409, json: { code: 'no_credit' } });
      expect(await world.inbox(user.openid)).toHaveLength(1);
    },
  );
});
