import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Invoked } from '../../local/function-host.ts';
import { startLambdaEndpoint } from '../../local/lambda-endpoint.ts';
import { invokeRefreshFunction } from '../../src/aws/refresh-function.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { closedPort, startHttp } from '../support/loopback-servers.ts';

const name = 'refresh-access-token';

/** Lambda's own protocol in front of one function, reached as functions reach it: by their environment. */
const functionThat = async (answers: Invoked | 'throttled') => {
  const events: unknown[] = [];
  const { url, close } = await startLambdaEndpoint({
    has: (called) => called === name,
    invoke: async (_, event) => {
      events.push(JSON.parse(event));
      return answers;
    },
    warm: async () => new Map(),
    reload: () => {},
    close: async () => {},
  });
  onTestFinished(close);
  reachLambdaAt(url);
  return events;
};

const reachLambdaAt = (url: string) => {
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', url);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  onTestFinished(() => void vi.unstubAllEnvs());
};

const failureOf = (functionName = name) =>
  invokeRefreshFunction(functionName)({ refusedFingerprint: 'f' }, 8_000).catch(
    (error: unknown) => error,
  );

test('the refresher is called with the fingerprint that was refused, and its answer is read', async () => {
  const events = await functionThat({ payload: '{"status":"refreshed"}' });

  expect(
    await invokeRefreshFunction(name)({ refusedFingerprint: '0123456789abcdef' }, 8_000),
  ).toEqual({
    status: 'refreshed',
  });
  expect(await invokeRefreshFunction(name)({ refusedFingerprint: undefined }, 8_000)).toEqual({
    status: 'refreshed',
  });

  expect(events).toEqual([{ refusedFingerprint: '0123456789abcdef' }, {}]);
});

test('a refresher that failed is Unavailable, without its words', async () => {
  await functionThat({ payload: '{"errorMessage":"CANARY"}', functionError: 'Unhandled' });

  const failure = await failureOf();

  expect(failure).toEqual(new Unavailable('refresh-access-token failed'));
  expect(inspect(failure, { depth: null })).not.toContain('CANARY');
});

test.each<[string, () => Promise<unknown>]>([
  ['throttled', () => functionThat('throttled')],
  ['answering what is no JSON', () => functionThat({ payload: 'CANARY' })],
  ['out of reach', async () => reachLambdaAt(`http://127.0.0.1:${await closedPort()}`)],
])('a refresher that is %s is Unavailable', async (_, arrange) => {
  await arrange();

  const failure = await failureOf();

  expect(failure).toBeInstanceOf(Unavailable);
  expect(inspect(failure, { depth: null })).not.toContain('CANARY');
});

test('one that does not answer is waited for as long as it was said, and is called once', async () => {
  let calls = 0;
  const { url } = await startHttp(() => {
    calls += 1;
  });
  reachLambdaAt(url);

  expect(await invokeRefreshFunction(name)({}, 50).catch((error: unknown) => error)).toBeInstanceOf(
    Unavailable,
  );
  expect(calls).toBe(1);
});

test('one that does not exist is Unavailable', async () => {
  await functionThat({ payload: '{}' });

  expect(await failureOf('another')).toEqual(
    new Unavailable('refresh-access-token could not be called: ResourceNotFoundException'),
  );
});
