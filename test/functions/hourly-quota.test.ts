import { describe, expect, test } from 'vitest';
import { quotaMs, withHourlyQuota } from '../../functions/refresh-access-token/hourly-quota.ts';
import { reportQuota } from '../../functions/refresh-access-token/report-quota.ts';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import { scheduledEvent } from '../../local/schedule.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import type { AccessToken } from '../../src/domain/access-token.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import type { RefreshAnswer } from '../../src/use-cases/ports.ts';
import { wechatHttp, wechatTimeouts } from '../../src/wechat/http.ts';
import { quotaOfSends } from '../../src/wechat/quota.ts';
import { aClock, startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext } from '../support/http-events.ts';
import { startSimulator } from '../wechat-simulator/running-simulator.ts';

const quotaPath = '/cgi-bin/openapi/quota/get';

const aToken = (accessToken: string, changes: Partial<AccessToken> = {}): AccessToken => ({
  accessToken,
  fetchedAtMs: startMs,
  expiresAtMs: startMs + 7_200_000,
  fingerprint: '0123456789abcdef',
  ...changes,
});

/** The simulator as WeChat, and what the report of its quota comes to. */
const aReport = async (changes: Partial<AccessToken> = {}, apiUrls?: readonly string[]) => {
  const wechat = await startSimulator();
  const { now } = aClock();
  const output = capturedOutput();
  const stored = aToken(await wechat.accessToken(), changes);
  const report = reportQuota({
    parameter: { read: async () => stored },
    askQuota: quotaOfSends(wechatHttp(apiUrls ?? [wechat.base], now)),
    log: output.log,
    now,
  });
  const asked = async () => (await wechat.get(`/_simulator/calls?path=${quotaPath}`)).calls.length;
  return { wechat, output, report, asked, stored };
};

describe('the quota', () => {
  test('is told in per cent of the day\u2019s sends', async () => {
    const { wechat, output, report } = await aReport();
    await wechat.account({ limits: { subscribePerDay: 3 } });
    await wechat.tap();
    await wechat.send();
    await report();

    expect(output.emitted('WechatQuotaUsed')).toMatchObject([{ value: 33.3 }]);
    expect(output.logged()).toEqual([
      { level: 'INFO', event: 'quota.read', used: 1, dailyLimit: 3, percent: 33.3 },
    ]);
  });

  test('of an account that WeChat does not count has no per cent', async () => {
    const { wechat, output, report } = await aReport();
    await wechat.account({ limits: { subscribePerDay: null } });
    await report();

    expect(output.counted()).toEqual([]);
    expect(output.logged()).toMatchObject([{ event: 'quota.read', dailyLimit: 0 }]);
  });

  test('that WeChat refuses to tell is logged without the token, and fails nobody', async () => {
    const { output, report, stored } = await aReport({ accessToken: 'never-issued-by-anybody' });
    await report();

    expect(output.logged()).toMatchObject([
      { level: 'WARN', event: 'quota.read_failed', errcode: 40001 },
    ]);
    expect(output.lines.join()).not.toContain(stored.accessToken);
    expect(output.counted()).toEqual([]);
  });

  test('that cannot be asked for, or whose answer is cut, fails nobody', async () => {
    const away = await aReport({}, ['http://127.0.0.1:9']);
    await away.report();
    expect(away.output.logged()).toEqual([{ level: 'WARN', event: 'quota.read_failed' }]);

    const cut = await aReport();
    await cut.wechat.fault({ half: true }, quotaPath);
    await cut.report();
    expect(cut.output.logged()).toEqual([{ level: 'WARN', event: 'quota.read_failed' }]);
  });

  test('is not asked for with a token that is near its end', async () => {
    const { report, asked, output } = await aReport({ expiresAtMs: startMs + 60_000 });
    await report();

    expect(await asked()).toBe(0);
    expect(output.lines).toEqual([]);
  });

  test('is not asked for when no token can be read', async () => {
    const output = capturedOutput();
    const parameters = [
      async () => undefined,
      async () => {
        throw new Unavailable('Parameter Store did not answer');
      },
    ];
    for (const read of parameters) {
      await reportQuota({
        parameter: { read },
        askQuota: async () => {
          throw new Error('asked without a token');
        },
        log: output.log,
        now: () => startMs,
      })();
    }

    expect(output.lines).toEqual([]);
  });
});

describe('once an hour', () => {
  const hour = Date.parse('2026-11-23T08:00:00Z');
  const minute = (n: number) => scheduledEvent('refresh-access-token', hour + n * 60_000);

  const aRefresher = (answer: RefreshAnswer | Error) => {
    const order: string[] = [];
    const handler = withHourlyQuota(
      async () => {
        order.push('refresh');
        if (answer instanceof Error) throw answer;
        return answer;
      },
      async () => void order.push('quota'),
    );
    const run = (event: unknown, leftMs = 25_000) => handler(event, aContext(leftMs));
    return { run, order };
  };

  test('of all runs of an hour one asks, after its refresh, and its answer is the refresh\u2019s', async () => {
    const { run, order } = aRefresher({ status: 'kept' });
    for (let n = 0; n < 60; n += 1) expect(await run(minute(n))).toEqual({ status: 'kept' });

    expect(order.slice(0, 3)).toEqual(['refresh', 'quota', 'refresh']);
    expect(order.filter((step) => step === 'quota')).toHaveLength(1);
  });

  test('an event that arrives late is still that of its minute', async () => {
    const { run, order } = aRefresher({ status: 'refreshed' });
    await run({ ...minute(0), time: '2026-11-23T08:00:59Z' });

    expect(order).toEqual(['refresh', 'quota']);
  });

  test.each<[RefreshAnswer | Error]>([
    [{ status: 'busy' }],
    [{ status: 'unavailable' }],
    [new Unavailable('the locks table did not answer')],
  ])('not without a token: %j', async (answer) => {
    const { run, order } = aRefresher(answer);
    await run(minute(0)).catch(() => undefined);

    expect(order).toEqual(['refresh']);
  });

  test('a sender who waits for a token does not wait for this', async () => {
    const { run, order } = aRefresher({ status: 'refreshed' });
    for (const event of [{ refusedFingerprint: '0123456789abcdef' }, {}, null, 'text']) {
      await run(event);
    }

    expect(order).toEqual(['refresh', 'refresh', 'refresh', 'refresh']);
  });

  test('not when the time left could end in the run being cut off', async () => {
    const { run, order } = aRefresher({ status: 'kept' });
    await run(minute(0), quotaMs);

    expect(order).toEqual(['refresh']);
  });

  test('its time is that of its parts at their slowest, and less than a run has', () => {
    const { maxAttempts, requestHandler } = clientSettings('DYNAMODB');
    const slowest =
      maxAttempts * requestHandler.requestTimeout +
      2 * wechatTimeouts.connectMs +
      wechatTimeouts.exchangeMs;

    expect(slowest).toBeLessThan(quotaMs);
    expect(quotaMs).toBeLessThan(functionTimeoutSeconds['refresh-access-token'] * 1000);
  });
});
