import { assertSent } from './answers.ts';
import { type Bundle, buildReference, buildSubject } from './build.ts';
import { type Environment, lambdaEnvironment } from './environment.ts';
import { consentEvent, relayLinkEvent, sendEvent } from './events.ts';
import { type Fakes, startFakes } from './fakes/start.ts';
import { interleave } from './interleave.ts';
import type { Progress } from './progress.ts';
import type { WarmSends, WarmWrites } from './results.ts';
import { runChild } from './run-child.ts';

export type Lengths = { readonly warmUp: number; readonly block: number; readonly blocks: number };

type Subject = {
  readonly bundle: Bundle;
  readonly environment: Environment;
  readonly event: string;
  readonly check: (name: string, answer: unknown) => void;
};

/** What `children/many.mjs` gives: microseconds for each event, `rss` in bytes. */
type Many = {
  readonly answer: unknown;
  readonly earlyCpu: number;
  readonly cpu: number;
  readonly wall: number;
  readonly rss: number;
};

const measure = <Name extends string>(
  section: string,
  subjects: Readonly<Record<Name, Subject>>,
  rounds: number,
  lengths: Lengths,
  progress: Progress,
) =>
  interleave(
    Object.keys(subjects) as Name[],
    rounds,
    async (name) => {
      const { bundle, environment, event, check } = subjects[name];
      const options = { bundle: bundle.file, event, ...lengths };
      const { answer, ...measured } = await runChild<Many>({
        script: 'many.mjs',
        environment,
        options,
      });
      check(name, answer);
      return measured;
    },
    progress(section, rounds),
  );

/** A whole send: two conditional writes and the POST between them. */
export const measureSends = async (
  rounds: number,
  lengths: Lengths,
  progress: Progress,
): Promise<WarmSends> => {
  const fakes = await startFakes();
  const environment = lambdaEnvironment('send-message', fakes.urls);
  const send = (bundle: Bundle) => ({ bundle, environment, event: sendEvent, check: assertSent });
  try {
    return await measure(
      'warm sends',
      {
        floor: send(await buildReference('floor', 'tuned')),
        tuned: send(await buildReference('tuned', 'tuned')),
        yici: send(await buildSubject('send-message')),
        typical: send(await buildReference('typical', 'user')),
        'co-wechat-api': send(await buildReference('peer-co-wechat-api', 'user')),
        '@tnwx/wxmp': send(await buildReference('peer-tnwx', 'user')),
        'node-easywechat': send(await buildReference('peer-node-easywechat', 'user')),
      },
      rounds,
      lengths,
      progress,
    );
  } finally {
    await fakes.close();
  }
};

/**
 * One conditional write. Ours is the whole of `record-consent`: event, seal, write, receipt and
 * log; the others do nothing but the write.
 */
export const measureWrites = async (
  rounds: number,
  lengths: Lengths,
  progress: Progress,
): Promise<WarmWrites> => {
  const fakes = await startFakes();
  const environment = lambdaEnvironment('send-message', fakes.urls);
  const write = (bundle: Bundle) => ({ bundle, environment, event: sendEvent, check: assertSent });
  try {
    return await measure(
      'warm writes',
      {
        floor: write(await buildReference('write-floor', 'tuned')),
        yici: await consent(fakes),
        'lib-dynamodb': write(await buildReference('write-document-client', 'user')),
      },
      rounds,
      lengths,
      progress,
    );
  } finally {
    await fakes.close();
  }
};

const consent = async (fakes: Fakes): Promise<Subject> => {
  const link = await runChild<{ readonly answer: { readonly body: string } }>({
    script: 'first.mjs',
    environment: lambdaEnvironment('create-confirm-link', fakes.urls),
    options: {
      bundle: (await buildSubject('create-confirm-link')).file,
      event: relayLinkEvent,
      more: 0,
    },
  });
  const { confirmLink } = JSON.parse(link.answer.body) as { readonly confirmLink: string };
  const { searchParams } = new URL(confirmLink);
  return {
    bundle: await buildSubject('record-consent'),
    environment: lambdaEnvironment('record-consent', fakes.urls),
    event: consentEvent(searchParams.get('reserved') ?? '', searchParams.get('template_id') ?? ''),
    check: (name, answer) => {
      const { body } = answer as { readonly body: string };
      if (!body.includes('"result":"confirmed"')) throw new Error(`${name} answered ${body}`);
    },
  };
};
