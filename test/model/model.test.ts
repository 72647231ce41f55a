import { expect, it } from 'vitest';
import { runs } from '../support/scale.ts';
import { noMutant } from './functions.ts';
import { type Replay, runModel } from './runs.ts';

/**
 * The same seed each time; another one, or the three values that a failed run prints, by
 * `YICI_MODEL_REPLAY='<seed> [path] [replayPath]'`.
 */
const readReplay = (text: string | undefined): Replay => {
  const [seed = '20261123', path, replayPath] = text?.split(' ') ?? [];
  return { seed: Number(seed), path, replayPath };
};

it('keeps its promise to users and callers, whatever they do and in whatever order', async () => {
  const replay = readReplay(process.env['YICI_MODEL_REPLAY']);
  const numRuns = replay.path === undefined ? runs(100, 1_000) : 1;

  const { totals, failure, ...done } = await runModel({
    numRuns,
    replay,
    mutant: noMutant,
    shrink: true,
  });

  console.log(
    `model: seed ${replay.seed}, ${done.runs} runs, ${totals.commands} commands, ` +
      `${totals.confirms} confirms, ${totals.posts} posts, ${totals.messages} messages`,
  );
  expect(failure).toBeUndefined();
}, 300_000);
