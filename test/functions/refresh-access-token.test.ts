import { expect, test } from 'vitest';
import { createHandler } from '../../functions/refresh-access-token/handler.ts';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import type { RefreshRequest } from '../../src/use-cases/ports.ts';
import { type Refreshed, refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { hintFor } from '../../src/wechat/errcodes.ts';
import { aClock, startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext } from '../support/http-events.ts';
import { memoryLock } from '../support/memory-token.ts';
import { startParameterStore } from '../support/parameter-store.ts';

/** What EventBridge's minute rule sends. */
const scheduled = {
  version: '0',
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  detail: {},
};
const invoked = { refusedFingerprint: '0123456789abcdef' };

const refused = (lasting: boolean): Refreshed => ({
  status: 'refused',
  said: { errcode: 40164, errmsg: 'invalid ip', rid: 'a-b-c', hint: hintFor(40164, '') },
  lasting,
});

const aRefresher = (answer: Refreshed | Error) => {
  const output = capturedOutput();
  const requests: RefreshRequest[] = [];
  const handler = createHandler({
    refreshAccessToken: async (request) => {
      requests.push(request);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    log: output.log,
    now: () => startMs,
  });
  return { handler: (event: unknown) => handler(event, aContext()), requests, output };
};

test.each<[unknown, RefreshRequest]>([
  [scheduled, {}],
  [invoked, invoked],
  [{ refusedFingerprint: 7 }, {}],
  [{}, {}],
  [null, {}],
  [undefined, {}],
  ['text', {}],
  [[], {}],
])('of the event %j only a refused fingerprint is read', async (event, request) => {
  const { handler, requests } = aRefresher({ status: 'kept' });

  await handler(event);

  expect(requests).toEqual([request]);
});

test.each<[Refreshed, string, string, readonly string[]]>([
  [
    { status: 'kept', expiresAtMs: startMs + 7_000_000 },
    'INFO',
    'access_token.kept',
    ['AccessTokenSecondsLeft'],
  ],
  [
    { status: 'refreshed', expiresAtMs: startMs + 7_200_000 },
    'INFO',
    'access_token.refreshed',
    ['AccessTokenRefreshed', 'AccessTokenSecondsLeft'],
  ],
  [{ status: 'busy' }, 'INFO', 'access_token.refresh_busy', []],
  [{ status: 'unavailable' }, 'WARN', 'access_token.refresh_failed', ['AccessTokenRefreshFailed']],
])('%j is answered without its times, and told', async (answer, level, event, counted) => {
  for (const call of [scheduled, invoked]) {
    const { handler, output } = aRefresher(answer);

    expect(await handler(call)).toEqual({ status: answer.status });
    expect(output.logged()).toMatchObject([{ level, event }]);
    expect(output.counted()).toEqual(counted);
  }
});

test("the token's remaining life is measured in seconds", async () => {
  const { handler, output } = aRefresher({ status: 'kept', expiresAtMs: startMs + 6_900_400 });
  await handler(scheduled);

  expect(output.emitted('AccessTokenSecondsLeft')).toMatchObject([{ value: 6_900 }]);
});

test('a lasting refusal fails the run of the schedule, so that Lambda counts an error', async () => {
  const { handler, output } = aRefresher(refused(true));

  await expect(handler(scheduled)).rejects.toThrow(
    new Misconfigured('WeChat refuses the token call with 40164'),
  );
  expect(output.logged()).toEqual([
    {
      level: 'ERROR',
      event: 'access_token.refresh_failed',
      errcode: 40164,
      errmsg: 'invalid ip',
      rid: 'a-b-c',
      blocked: 'address',
    },
  ]);
});

test('a refusal of our address is counted as such, as a refused send would be', async () => {
  const { handler, output } = aRefresher(refused(true));
  await handler(invoked);

  expect(output.counted()).toEqual(['AccessTokenRefreshFailed', 'WechatAddressRefused']);
});

test('a sender is told of a lasting refusal instead, with what WeChat said', async () => {
  const { handler } = aRefresher(refused(true));

  expect(await handler(invoked)).toEqual(refused(true));
  expect(await handler({})).toEqual(refused(true));
});

test('a refusal that mends itself fails nobody', async () => {
  const { handler, output } = aRefresher(refused(false));

  expect(await handler(scheduled)).toEqual(refused(false));
  expect(output.counted()).toEqual(['AccessTokenRefreshFailed', 'WechatAddressRefused']);
});

test('a part that does not answer fails both', async () => {
  for (const call of [scheduled, invoked]) {
    const { handler } = aRefresher(new Unavailable('the locks table did not answer'));

    await expect(handler(call)).rejects.toThrow(Unavailable);
  }
});

test('a parameter that somebody has spoilt is written anew: this is its only writer', async () => {
  const clock = aClock();
  const store = await startParameterStore();
  await store.put('/token', 'put the token here');
  const parameter = accessTokenParameter(store.client, '/token');
  const output = capturedOutput();
  const handler = createHandler({
    refreshAccessToken: refreshAccessToken({
      parameter,
      endpoint: {
        fetch: async () => ({ status: 'fetched', accessToken: 'T', expiresInSeconds: 7_200 }),
      },
      lock: memoryLock(),
      force: 'never',
      now: clock.now,
      newOwner: () => 'owner-1',
      fingerprintOf,
      observe: { forced: () => {} },
    }),
    log: output.log,
    now: clock.now,
  });

  expect(await handler(scheduled, aContext())).toEqual({ status: 'refreshed' });

  expect(await parameter.read()).toMatchObject({ accessToken: 'T' });
});
