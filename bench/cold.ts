import { assertSent } from './answers.ts';
import { buildReference, buildSubject } from './build.ts';
import { lambdaEnvironment } from './environment.ts';
import { sendEvent } from './events.ts';
import { startFakes } from './fakes/start.ts';
import { interleave } from './interleave.ts';
import type { Progress } from './progress.ts';
import type { Cold } from './results.ts';
import { runChild } from './run-child.ts';

/** What `children/first.mjs` gives: times in ms, `rss` in bytes. */
export type First = {
  readonly answer: unknown;
  readonly bootCpu: number;
  readonly loadCpu: number;
  readonly loadWall: number;
  readonly firstCpu: number;
  readonly firstWall: number;
  readonly nextWall: number;
  readonly rss: number;
};

const subjects = async () => ({
  empty: await buildReference('empty', 'user'),
  floor: await buildReference('floor', 'tuned'),
  tuned: await buildReference('tuned', 'tuned'),
  yici: await buildSubject('send-message'),
  typical: await buildReference('typical', 'user'),
  'typical, CDK defaults': await buildReference('typical', 'node-function-default'),
});

/** From nothing to the first message: a fresh process loads a bundle and answers one send. */
export const measureCold = async (rounds: number, progress: Progress): Promise<Cold> => {
  const bundles = await subjects();
  const fakes = await startFakes();
  const environment = lambdaEnvironment('send-message', fakes.urls);
  try {
    const measured = await interleave(
      Object.keys(bundles) as (keyof typeof bundles)[],
      rounds,
      async (name) => {
        const options = { bundle: bundles[name].file, event: sendEvent, more: 0 };
        const { answer, ...times } = await runChild<First>({
          script: 'first.mjs',
          environment,
          options,
        });
        assertSent(name, answer);
        return { ...times, cpu: times.loadCpu + times.firstCpu };
      },
      progress('cold', rounds),
    );
    const row = (name: keyof typeof bundles) => ({
      ...measured[name],
      gzippedKib: bundles[name].gzippedKib,
    });
    return {
      empty: row('empty'),
      floor: row('floor'),
      tuned: row('tuned'),
      yici: row('yici'),
      typical: row('typical'),
      'typical, CDK defaults': row('typical, CDK defaults'),
    };
  } finally {
    await fakes.close();
  }
};
