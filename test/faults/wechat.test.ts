import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Timeouts, wechatTimeouts } from '../../src/wechat/http.ts';
import { asFault, damagedSends, damagedTokens, oddBodies, unreadableBodies } from './bodies.ts';
import { cutExchanges, followed, oddExchanges, otherStatuses } from './exchanges.ts';
import {
  answering,
  type Fate,
  type Fault,
  silentHandshake,
  trustTestCertificates,
  unreachable,
} from './hosts.ts';
import { type FaultWorld, goodToken, startFaultWorld } from './world.ts';

const goodSend = '{"errcode":0,"errmsg":"ok"}';
const goodFetch = `{"access_token":"${goodToken}-2","expires_in":7200}`;

/** Of what only a time limit ends, so that nobody waits for seconds. */
const hurried: Timeouts = { ...wechatTimeouts, exchangeMs: 150 };

const shared: Readonly<Record<string, Fault & { readonly timeouts?: Timeouts }>> = {
  ...unreachable,
  'a TLS handshake that is never answered': {
    fate: 'not sent',
    host: silentHandshake,
    timeouts: { ...wechatTimeouts, connectMs: 100 },
  },
  ...cutExchanges,
  ...otherStatuses,
  ...unreadableBodies,
  ...oddExchanges,
  ...oddBodies,
};
const withBodies = (bodies: Readonly<Record<string, string>>) => [
  ...Object.entries(shared),
  ...Object.entries(bodies).map(([name, body]) => [name, asFault(body)] as const),
];
const sends = withBodies(damagedSends);
const fetches = withBodies(damagedTokens);

let world: FaultWorld;
beforeAll(async () => {
  trustTestCertificates();
  world = await startFaultWorld();
});
afterAll(async () => {
  await world.close();
  console.log(`faults of WeChat: ${sends.length} at the send, ${fetches.length} at the token call`);
});

const timeoutsOf = ({ waits, timeouts }: Fault & { readonly timeouts?: Timeouts }): Timeouts =>
  timeouts ?? (waits ? hurried : wechatTimeouts);

type Case = Awaited<ReturnType<FaultWorld['aCase']>>;

describe('the send call', () => {
  const expected: Readonly<Record<Fate, (the: Case) => Promise<void>>> = {
    'not sent': async (the) => {
      const answer = await the.send('key');
      expect(answer).toMatchObject({ status: 503, json: { code: 'wechat_unavailable' } });
      expect(answer.headers['retry-after']).toBe('5');
      expect(await the.credit()).toEqual({ state: 'available', used: 0, remembered: 0 });
    },
    unknown: async (the) => {
      const answer = await the.send('key');
      expect(answer).toMatchObject({ status: 202, json: { status: 'unknown' } });
      expect(answer.json.sendId).toMatch(/^[0-9a-f]{24}$/);
      expect(answer.json.resolve).toContain('/resolution');
      expect(await the.credit()).toEqual({ state: 'unknown', used: 1, remembered: 1 });
      const { sendId } = answer.json;
      expect(await the.send('key')).toMatchObject({ status: 202, json: { sendId } });
      expect(await the.send('another')).toMatchObject({
        status: 409,
        json: { code: 'credit_unknown' },
      });
    },
    believed: async (the) => {
      const answer = await the.send('key');
      expect(answer).toMatchObject({ status: 200, json: { status: 'sent' } });
      expect(await the.credit()).toEqual({ state: 'spent', used: 1, remembered: 1 });
      expect(await the.send('another')).toMatchObject({ status: 409, json: { code: 'no_credit' } });
    },
  };

  test.each(sends)('answered by %s', async (_, fault) => {
    const sendTo = await fault.host(goodSend);
    const sendTimeouts = timeoutsOf(fault);
    const the = await world.aCase({ sendTo, fetchFrom: sendTo, sendTimeouts });
    await the.storeToken(7_200_000);

    await expected[fault.fate](the);

    expect(followed.get(sendTo)?.() ?? 0).toBe(0);
    expect(the.lines.join('\n')).not.toContain('CANARY');
  });
});

describe('the token call', () => {
  const goodHost = answering(() => goodSend);

  const expectNothing = async (the: Case): Promise<void> => {
    // no token: the refresh gets none, and a sender claims nothing
    expect(await the.refresh()).not.toMatchObject({ status: 'refreshed' });
    expect(await the.storedToken()).toBeUndefined();
    expect(await the.isUnlocked()).toBe(true);
    expect(await the.send('key')).toMatchObject({
      status: 503,
      json: { code: 'wechat_unavailable' },
    });
    expect(await the.credit()).toEqual({ state: 'available', used: 0, remembered: 0 });

    // one near its end: it stays, and serves as long as it lasts
    await the.storeToken(300_000);
    const before = await the.storedToken();
    expect(await the.refresh()).toEqual({ status: 'unavailable' });
    expect(await the.storedToken()).toEqual(before);
    expect(await the.isUnlocked()).toBe(true);
    expect(await the.send('key')).toMatchObject({ status: 200, json: { status: 'sent' } });
  };

  const expectToken = async (the: Case): Promise<void> => {
    expect(await the.refresh()).toEqual({ status: 'refreshed' });
    expect(await the.storedToken()).toMatchObject({ accessToken: `${goodToken}-2` });
    expect(await the.send('key')).toMatchObject({ status: 200, json: { status: 'sent' } });
  };

  test.each(fetches)('answered by %s', async (_, fault) => {
    const fetchFrom = await fault.host(goodFetch);
    const sendTo = await goodHost('');
    const the = await world.aCase({ sendTo, fetchFrom, fetchTimeouts: timeoutsOf(fault) });

    await (fault.fate === 'believed' ? expectToken(the) : expectNothing(the));

    expect(followed.get(fetchFrom)?.() ?? 0).toBe(0);
    expect(the.lines.join('\n')).not.toContain('CANARY');
  });
});
