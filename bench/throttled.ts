import { join } from 'node:path';
import { assertSent } from './answers.ts';
import { buildReference, buildSubject, dist } from './build.ts';
import type { First } from './cold.ts';
import { cpuQuota } from './cpu-quota.ts';
import { lambdaEnvironment } from './environment.ts';
import { sendEvent } from './events.ts';
import { makeCertificate } from './fakes/certificate.ts';
import { startFakes } from './fakes/start.ts';
import { interleave } from './interleave.ts';
import type { Progress } from './progress.ts';
import type { Skipped, Throttled } from './results.ts';
import { runChild } from './run-child.ts';

const memoryMb = 128;

/**
 * The first send over TLS as a small function has it: INIT with a whole core, as Lambda gives it,
 * then the share of a core that comes with 128 MB.
 */
export const measureThrottled = async (
  rounds: number,
  progress: Progress,
): Promise<Throttled | Skipped> => {
  const quota = cpuQuota(memoryMb);
  if ('skipped' in quota) return quota;
  const certificate = makeCertificate(join(dist, 'certificate'));
  const fakes = await startFakes(certificate);
  const environment = lambdaEnvironment('send-message', fakes.urls);
  const bundles = {
    floor: await buildReference('floor', 'tuned'),
    tuned: await buildReference('tuned', 'tuned'),
    yici: await buildSubject('send-message'),
    typical: await buildReference('typical', 'user'),
    'typical, primed': await buildReference('typical-primed', 'user'),
  };
  try {
    const measured = await interleave(
      Object.keys(bundles) as (keyof typeof bundles)[],
      rounds,
      async (name) => {
        const { answer, loadWall, firstWall, nextWall } = await runChild<First>({
          script: 'first.mjs',
          environment,
          options: {
            bundle: bundles[name].file,
            event: sendEvent,
            more: 3,
            group: quota.group,
            certificate: certificate?.certificateFile,
          },
        });
        assertSent(name, answer);
        return { initWall: loadWall, firstWall, nextWall };
      },
      progress('128 MB', rounds),
    );
    return { memoryMb, tls: certificate !== undefined, subjects: measured };
  } finally {
    await fakes.close();
    quota.remove();
  }
};
