import fc from 'fast-check';
import { type Command, command } from './command.ts';
import { noFaults } from './faults.ts';
import { confirmAgain } from './link-commands.ts';
import { send } from './send.ts';
import { scenes } from './world.ts';

/** A user who confirms and is written to so often that one more key could not be remembered. */
export const manySends: fc.Arbitrary<Command> = fc
  .record({ of: fc.nat({ max: 2 }), scene: fc.constantFrom(...scenes) })
  .map(({ of, scene }) =>
    command(`manySends(${of}, ${scene})`, async (world, service) => {
      const person = world.people[of] ?? world.people[0];
      const { openid } = person;
      for (let round = 0; round < 66; round += 1) {
        service.clock.advance(1);
        await confirmAgain(world, service, person, scene);
        const n = world.sent.length + 1;
        const message = { key: `key-${n}`, openid, scene, title: `title ${n}` };
        world.sent.push(message);
        await send(world, service, message, noFaults);
      }
    }),
  );
