import fc from 'fast-check';
import { forged, receipts, reloads, taps } from './callback-commands.ts';
import type { Command } from './command.ts';
import { erasures, reads, resolutions } from './credit-commands.ts';
import type { Mutant } from './functions.ts';
import { links } from './link-commands.ts';
import { manySends } from './many-sends.ts';
import { retries, sends } from './send-commands.ts';
import { returnTargets, startService } from './service.ts';
import { jumps, refreshes, rotations, tokenDeaths } from './time-commands.ts';
import { newWorld } from './world.ts';

/** A run has half as many on average, and some cannot be done where they come. */
const mostCommands = 75;
const dayMs = 86_400_000;

const often = (weight: number, arbitrary: fc.Arbitrary<Command>) =>
  Array.from({ length: weight }, () => arbitrary);

/** A failed run, to be had again: all three are in the line that it prints. */
export type Replay = {
  readonly seed: number;
  readonly path?: string | undefined;
  readonly replayPath?: string | undefined;
};

const commands = (replayPath: string | undefined) =>
  fc.commands(
    [
      ...often(6, links),
      ...often(7, taps),
      ...often(2, reloads),
      forged,
      receipts,
      ...often(8, sends),
      ...often(4, retries),
      ...often(2, jumps),
      ...often(2, refreshes),
      ...often(2, tokenDeaths),
      ...often(2, rotations),
      erasures,
      ...often(2, resolutions),
      reads,
      fc.oneof({ weight: 9, arbitrary: jumps }, { weight: 1, arbitrary: manySends }),
    ],
    { maxCommands: mostCommands, size: 'max', ...(replayPath === undefined ? {} : { replayPath }) },
  );

export type Totals = { commands: number; messages: number; confirms: number; posts: number };

/**
 * Runs of commands over the handlers, each from an empty table.
 * @returns undefined, or what failed and the line that replays it
 */
export const runModel = async (options: {
  readonly numRuns: number;
  readonly replay: Replay;
  readonly mutant: Mutant;
  readonly shrink: boolean;
}): Promise<{ readonly totals: Totals; readonly runs: number; readonly failure?: string }> => {
  const { seed, path, replayPath } = options.replay;
  const totals: Totals = { commands: 0, messages: 0, confirms: 0, posts: 0 };
  const property = fc.asyncProperty(
    commands(replayPath),
    fc.constantFrom(undefined, 2 * dayMs),
    async (list, creditLifetimeMs) => {
      const version = {
        name: 'v1',
        returnTargets,
        linkLifetimeSeconds: 1_800,
        creditLifetimeMs,
        unknownPolicy: 'hold',
      } as const;
      const world = newWorld(creditLifetimeMs);
      const service = startService(version, options.mutant);
      for (const { openid, rejects } of world.people)
        service.account.users.set(openid, { rejects });
      await fc.asyncModelRun(() => ({ model: world, real: service }), list).finally(service.end);
      totals.commands += world.commands;
      totals.messages += service.account.delivered.length;
      totals.posts += service.account.arrived.length;
      totals.confirms += service.lines.filter((line) => line.includes('consent.recorded')).length;
    },
  );
  const details = await fc.check(property, {
    seed,
    numRuns: options.numRuns,
    endOnFailure: !options.shrink,
    ...(path === undefined ? {} : { path }),
  });
  const runs = details.numRuns;
  if (!details.failed) return { totals, runs };
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  const shown = `${why}\n${fc.defaultReportMessage(details) ?? ''}`;
  const replay = /replayPath="([^"]*)"/.exec(shown)?.[1] ?? '';
  const line = `YICI_MODEL_REPLAY='${details.seed} ${details.counterexamplePath} ${replay}' npx vitest run test/model/model.test.ts`;
  return { totals, runs, failure: `${shown}\n\nTo replay: ${line}` };
};
