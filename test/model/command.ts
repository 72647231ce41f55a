import type { AsyncCommand } from 'fast-check';
import type { Service } from './service.ts';
import { verify } from './verify.ts';
import type { World } from './world.ts';

export type Command = AsyncCommand<World, Service>;

/** One thing that may happen; what must hold whatever happens is verified after it. */
export const command = (
  words: string,
  run: (world: World, service: Service) => Promise<void>,
  check: (world: World) => boolean = () => true,
): Command => ({
  check,
  run: async (world, service) => {
    world.commands += 1;
    // no two things happen in one millisecond
    service.clock.advance(1);
    await run(world, service);
    await verify(world, service);
  },
  toString: () => words,
});
