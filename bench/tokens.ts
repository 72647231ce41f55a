import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionTimeoutSeconds } from '../lib/function-timeouts.ts';
import { type FunctionHost, startFunctionHost } from '../local/function-host.ts';
import { localEnvironments } from '../local/stage.ts';
import { startLocal } from '../local/start-local.ts';
import { assertSent } from './answers.ts';
import { buildReference, buildSubject } from './build.ts';
import { confirmUser } from './confirmed-user.ts';
import { type Environment, lambdaEnvironment } from './environment.ts';
import { sendEvent, sendEventFor } from './events.ts';
import { startFakes } from './fakes/start.ts';
import type { Progress } from './progress.ts';
import type { Peer, TokenCalls } from './results.ts';

const peerBundles: Readonly<Record<Peer, string>> = {
  'co-wechat-api': 'peer-co-wechat-api',
  '@tnwx/wxmp': 'peer-tnwx',
  'node-easywechat': 'peer-node-easywechat',
};

/** How many environments load at the same time: with more than cores INIT would run into its limit. */
const loadedTogether = availableParallelism();

/**
 * So many fresh environments, each a thread of its own with its own modules, are loaded, and then
 * all send at once. Nobody has an access_token before. Counts the calls for one.
 */
export const countTokenCalls = async (
  environments: number,
  progress: Progress,
): Promise<TokenCalls> => {
  const report = progress(`${environments} at once`, 4);
  report(1);
  const yici = await callsOfSubject(environments);
  const calls: Partial<Record<Peer, number>> = {};
  for (const [index, [peer, name]] of Object.entries(peerBundles).entries()) {
    report(index + 2);
    calls[peer as Peer] = await callsOfPeer(name, environments);
  }
  return { environments, calls: { yici, ...(calls as Record<Peer, number>) } };
};

const callsOfPeer = async (name: string, environments: number): Promise<number> => {
  const { file } = await buildReference(name, 'user');
  const fakes = await startFakes();
  const folder = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  try {
    // Lambda gives each environment a /tmp of its own
    await sendAtOnce(environments, file, sendEvent, (index) => ({
      ...lambdaEnvironment('send-message', fakes.urls),
      TMPDIR: join(folder, String(index)),
    }));
    const { calls } = await fakes.counts();
    return calls['/cgi-bin/token'] ?? 0;
  } finally {
    await fakes.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** On the real engine and the simulator: what keeps it at one call is a lock, not luck. */
const callsOfSubject = async (environments: number): Promise<number> => {
  const { file } = await buildSubject('send-message');
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  const local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
  try {
    const users = Array.from(
      { length: environments },
      (_, index) => `oBenchUser${String(index).padStart(18, '0')}`,
    );
    for (const openid of users) await confirmUser(local, openid);
    const { dynamodbUrl: dynamodb, ssmUrl: ssm, lambdaUrl: lambda } = local;
    const environment = localEnvironments(local.stage, { dynamodb, ssm, lambda })['send-message'];
    await sendAtOnce(
      environments,
      file,
      (index) => sendEventFor(`key-${index}`, users[index]),
      () => environment ?? {},
    );
    const response = await fetch(
      `${local.simulatorApiUrl}/_simulator/calls?path=/cgi-bin/stable_token`,
    );
    const { calls } = (await response.json()) as { readonly calls: readonly unknown[] };
    return calls.length;
  } finally {
    await local.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const sendAtOnce = async (
  environments: number,
  bundle: string,
  event: string | ((index: number) => string),
  environment: (index: number) => Environment,
): Promise<void> => {
  const hosts: FunctionHost[] = [];
  try {
    while (hosts.length < environments) {
      const together = Math.min(loadedTogether, environments - hosts.length);
      const started = Array.from({ length: together }, (_, place) =>
        startFunctionHost(
          {
            name: 'send-message',
            bundle,
            environment: environment(hosts.length + place),
            timeoutMs: functionTimeoutSeconds['send-message'] * 1_000,
          },
          () => {},
        ),
      );
      hosts.push(...started);
      await Promise.all(started.map(({ ready }) => ready));
    }
    const ask = async (host: FunctionHost, index: number): Promise<Answer> => {
      const { payload } = await host.invoke(
        typeof event === 'string' ? event : event(index),
        'request',
      );
      return JSON.parse(payload) as Answer;
    };
    const answers = await Promise.all(hosts.map(ask));
    for (const [index, host] of hosts.entries()) {
      let answer = answers[index] ?? {};
      for (let left = 10; isToComeAgain(answer) && left > 0; left -= 1) {
        answer = await ask(host, index);
      }
      if (!isLate(answer)) assertSent('a cold environment', answer);
    }
  } finally {
    await Promise.all(hosts.map(({ kill }) => kill()));
  }
};

type Answer = {
  readonly statusCode?: number;
  readonly body?: string;
  readonly errorType?: string;
};

/**
 * On few or busy cores so many threads keep each other from WeChat for longer than the function
 * waits or may run. It is asked again, as by a caller, but when no other is.
 */
const isToComeAgain = ({ statusCode, errorType }: Answer): boolean =>
  statusCode === 503 || errorType === 'Sandbox.Timedout';

/** Its claim stands and its end was not seen in time; it has had its token, which is what counts. */
const isLate = ({ statusCode, body = '{}' }: Answer): boolean =>
  statusCode === 202 || (statusCode === 409 && JSON.parse(body).code === 'credit_in_flight');
