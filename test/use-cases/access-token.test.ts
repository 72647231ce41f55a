import { describe, expect, it, vi } from 'vitest';
import { isUsable } from '../../src/domain/access-token.ts';
import type {
  FetchedToken,
  InvokeRefresh,
  Sleep,
  TokenEndpoint,
} from '../../src/use-cases/ports.ts';
import { accessTokenReader } from '../../src/use-cases/read-access-token.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { aClock, startMs } from '../support/builders.ts';
import { answered } from '../support/fake-wechat.ts';
import { memoryLock, memoryParameter } from '../support/memory-token.ts';

const lifeSeconds = 7_200;
/** Lets the others go on; no time passes, since all of them wait at the same time. */
const giveWay: Sleep = () => new Promise((resolve) => setImmediate(resolve));

/** WeChat's stable_token: the same token until its last five minutes; force makes a new one. */
const stableToken = (now: () => number) => {
  let serial = 0;
  let expiresAtMs = 0;
  const renew = () => {
    serial += 1;
    expiresAtMs = now() + lifeSeconds * 1000;
  };
  return async ({ force }: { readonly force: boolean }): Promise<FetchedToken> => {
    if (force || expiresAtMs - now() <= 300_000) renew();
    return {
      status: 'fetched',
      accessToken: `token-${serial}`,
      expiresInSeconds: Math.floor((expiresAtMs - now()) / 1000),
    };
  };
};

const setup = (
  options: {
    readonly clock?: ReturnType<typeof aClock>;
    readonly fetch?: TokenEndpoint['fetch'];
    readonly force?: 'auto' | 'never';
  } = {},
) => {
  const clock = options.clock ?? aClock();
  const { parameter, writes, put } = memoryParameter();
  const fetch = vi.fn<TokenEndpoint['fetch']>(options.fetch ?? stableToken(clock.now));
  const lock = memoryLock();
  let owners = 0;
  const forced = vi.fn();
  const refresh = refreshAccessToken({
    parameter,
    endpoint: { fetch },
    lock,
    force: options.force ?? 'auto',
    now: clock.now,
    newOwner: () => {
      owners += 1;
      return `owner-${owners}`;
    },
    fingerprintOf: (accessToken) => `fp-${accessToken}`,
    observe: { forced },
  });
  const reader = (
    invokeRefresh: InvokeRefresh = refresh,
    sleep: Sleep = async (ms) => clock.advance(ms),
  ) =>
    accessTokenReader({
      parameter,
      invokeRefresh,
      now: clock.now,
      sleep,
      random: () => 0.5,
    });
  return { clock, parameter, writes, put, fetch, lock, refresh, reader, forced };
};

describe('refresh-access-token', () => {
  it('fetches when nothing is stored, and then does nothing while more than six minutes remain', async () => {
    const { refresh, fetch, writes, clock, parameter } = setup();

    expect((await refresh({})).status).toBe('refreshed');
    expect(await parameter.read()).toEqual({
      accessToken: 'token-1',
      fingerprint: 'fp-token-1',
      fetchedAtMs: startMs,
      expiresAtMs: startMs + lifeSeconds * 1000,
    });
    clock.advance((lifeSeconds - 361) * 1000);
    expect((await refresh({})).status).toBe('kept');
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(writes()).toBe(1);
  });

  it('leaves no minute of a day without a usable token, though one run in twenty fails', async () => {
    const clock = aClock();
    const stable = stableToken(clock.now);
    let fetches = 0;
    const { refresh, parameter } = setup({
      clock,
      fetch: async (options) => {
        fetches += 1;
        return fetches % 20 === 0 ? { status: 'unreachable' } : stable(options);
      },
    });

    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await refresh({});
      const token = await parameter.read();
      expect(token !== undefined && isUsable(token, clock.now()), `minute ${minute}`).toBe(true);
      clock.advance(60_000);
    }
  });

  it('writes the parameter only when the token changed', async () => {
    const { refresh, clock, fetch, writes } = setup();
    await refresh({});

    clock.advance((lifeSeconds - 330) * 1000);
    expect((await refresh({})).status).toBe('kept');
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(writes()).toBe(1);
    clock.advance(60_000);
    expect((await refresh({})).status).toBe('refreshed');
    expect(writes()).toBe(2);
  });

  it('writes the same token again when it ends at another time than is stored', async () => {
    const { refresh, fetch, writes, parameter, put } = setup({
      fetch: async () => ({ status: 'fetched', accessToken: 'token-1', expiresInSeconds: 7_000 }),
    });
    const stored = { accessToken: 'token-1', fingerprint: 'fp-token-1', fetchedAtMs: 0 };
    put({ ...stored, expiresAtMs: startMs - 1_000 });

    expect(await refresh({})).toEqual({ status: 'refreshed', expiresAtMs: startMs + 7_000_000 });
    expect(await parameter.read()).toMatchObject({ expiresAtMs: startMs + 7_000_000 });
    expect((await refresh({})).status).toBe('kept');
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(writes()).toBe(1);
  });

  it('does not write it again for the seconds that an answer took', async () => {
    const { refresh, writes, put } = setup({
      fetch: async () => ({ status: 'fetched', accessToken: 'token-1', expiresInSeconds: 300 }),
    });
    const stored = { accessToken: 'token-1', fingerprint: 'fp-token-1', fetchedAtMs: 0 };
    const expiresAtMs = startMs + 360_000;
    put({ ...stored, expiresAtMs });

    expect(await refresh({})).toEqual({ status: 'kept', expiresAtMs });
    expect(writes()).toBe(0);
  });

  it('asks WeChat once when 200 are called at the same time', async () => {
    const { refresh, fetch } = setup();

    const answers = await Promise.all(Array.from({ length: 200 }, () => refresh({})));

    expect(fetch).toHaveBeenCalledTimes(1);
    expect(answers.filter(({ status }) => status === 'refreshed')).toHaveLength(1);
  });

  it('asks again when the one who held the lock has died', async () => {
    const { refresh, lock, clock, fetch } = setup();
    await lock.take('dead', clock.now(), clock.now() + 30_000);

    expect((await refresh({})).status).toBe('busy');
    clock.advance(30_000);
    expect((await refresh({})).status).toBe('refreshed');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('has nothing to do for a refused token that is no longer the stored one', async () => {
    const { refresh, fetch } = setup();
    await refresh({});

    expect((await refresh({ refusedFingerprint: 'fp-token-0' })).status).toBe('kept');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('forces a new token only when WeChat still hands out the one it refuses', async () => {
    const { refresh, fetch, forced, parameter } = setup();
    await refresh({});

    expect((await refresh({ refusedFingerprint: 'fp-token-1' })).status).toBe('refreshed');
    expect(fetch.mock.calls.map(([options]) => options.force)).toEqual([false, false, true]);
    expect(forced).toHaveBeenCalledTimes(1);
    expect((await parameter.read())?.accessToken).toBe('token-2');
  });

  it('never forces where that is configured', async () => {
    const { refresh, fetch } = setup({ force: 'never' });
    await refresh({});

    expect((await refresh({ refusedFingerprint: 'fp-token-1' })).status).toBe('unavailable');
    expect(fetch.mock.calls.every(([options]) => !options.force)).toBe(true);
  });

  it('forces at most once in 30 seconds and ten times a day', async () => {
    const { refresh, fetch, clock, parameter } = setup();
    await refresh({});
    const refuse = async () =>
      refresh({ refusedFingerprint: (await parameter.read())?.fingerprint });

    expect((await refuse()).status).toBe('refreshed');
    expect((await refuse()).status).toBe('unavailable');
    for (let n = 2; n <= 10; n += 1) {
      clock.advance(30_000);
      expect((await refuse()).status).toBe('refreshed');
    }
    clock.advance(30_000);
    expect((await refuse()).status).toBe('unavailable');
    expect(fetch.mock.calls.filter(([options]) => options.force)).toHaveLength(10);
  });

  it('passes on what WeChat says when it refuses, and frees the lock', async () => {
    const said = answered(40164).said;
    if (said === undefined) throw new Error('40164 says something');
    const { refresh, lock, clock } = setup({
      fetch: async () => ({ status: 'refused', said, lasting: true }),
    });

    expect(await refresh({})).toMatchObject({ status: 'refused', said: { errcode: 40164 } });
    expect(await lock.take('next', clock.now(), clock.now() + 1)).toBe(true);
  });

  it('frees the lock when WeChat cannot be reached', async () => {
    const { refresh, lock, clock } = setup({ fetch: async () => ({ status: 'unreachable' }) });

    expect((await refresh({})).status).toBe('unavailable');
    expect(await lock.take('next', clock.now(), clock.now() + 1)).toBe(true);
  });
});

describe('a reader of the access_token', () => {
  const deadline = startMs + 20_000;

  it('reads the parameter once a minute', async () => {
    const { reader, refresh, parameter, clock } = setup();
    await refresh({});
    const read = vi.spyOn(parameter, 'read');
    const token = reader();

    await token.current();
    clock.advance(60_000);
    await token.current();
    expect(read).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await token.current();
    expect(read).toHaveBeenCalledTimes(2);
  });

  describe('while the parameter cannot be read', () => {
    const outage = async () => {
      const world = setup();
      await world.refresh({});
      const token = world.reader();
      await token.current();
      world.clock.advance(60_001);
      const read = vi.spyOn(world.parameter, 'read').mockRejectedValue(new Error('throttled'));
      return { ...world, token, read };
    };

    it('uses the token that it has, and asks again only half a minute later', async () => {
      const { token, read, clock } = await outage();

      expect(await token.current()).toMatchObject({ accessToken: 'token-1' });
      clock.advance(30_000);
      expect(await token.current()).toMatchObject({ accessToken: 'token-1' });
      expect(read).toHaveBeenCalledTimes(1);
      clock.advance(1);
      await token.current();
      expect(read).toHaveBeenCalledTimes(2);
    });

    it('asks once for all that wait at the same time', async () => {
      const { token, read } = await outage();

      const answers = await Promise.all(Array.from({ length: 20 }, () => token.current()));

      expect(new Set(answers.map((answer) => answer?.accessToken))).toEqual(new Set(['token-1']));
      expect(read).toHaveBeenCalledTimes(1);
    });

    it('uses no token that is over', async () => {
      const { token, clock } = await outage();
      clock.advance(lifeSeconds * 1000);

      await expect(token.current()).rejects.toThrow('throttled');
    });

    it('takes what is stored as soon as it can be read', async () => {
      const { token, read, clock, put } = await outage();
      await token.current();
      read.mockRestore();
      put({
        accessToken: 'new',
        fingerprint: 'fp-new',
        fetchedAtMs: startMs,
        expiresAtMs: startMs + 7_200_000,
      });
      clock.advance(30_001);

      expect(await token.current()).toMatchObject({ accessToken: 'new' });
    });
  });

  it('uses no token in its last minute', async () => {
    const { reader, refresh, clock } = setup();
    await refresh({});
    const token = reader();

    clock.advance((lifeSeconds - 61) * 1000);
    expect(await token.current()).toMatchObject({ expiresAtMs: startMs + lifeSeconds * 1000 });
    clock.advance(1_000);
    expect(await token.current()).toBeUndefined();
  });

  it('takes another token from the parameter without calling the writer', async () => {
    const { reader, refresh, put } = setup();
    await refresh({});
    const invoke = vi.fn<InvokeRefresh>(refresh);
    const token = reader(invoke);
    await token.current();
    put({
      accessToken: 'new',
      fingerprint: 'fp-new',
      fetchedAtMs: startMs,
      expiresAtMs: startMs + 7_200_000,
    });

    expect(await token.replace('fp-token-1', deadline)).toMatchObject({
      status: 'replaced',
      token: { accessToken: 'new' },
    });
    expect(invoke).not.toHaveBeenCalled();
  });

  it('has WeChat asked once by 200 cold senders in environments of their own', async () => {
    const { reader, fetch, refresh } = setup();
    const readers = Array.from({ length: 200 }, () => reader(refresh, giveWay));

    const answers = await Promise.all(readers.map((one) => one.replace(undefined, deadline)));

    expect(answers.every(({ status }) => status === 'replaced')).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('has WeChat asked for one new token by 200 senders that meet 40001', async () => {
    const { reader, fetch, refresh } = setup();
    await refresh({});
    const readers = Array.from({ length: 200 }, () => reader(refresh, giveWay));
    await Promise.all(readers.map((one) => one.current()));
    fetch.mockClear();

    const answers = await Promise.all(readers.map((one) => one.replace('fp-token-1', deadline)));

    expect(answers.every(({ status }) => status === 'replaced')).toBe(true);
    expect(fetch.mock.calls.map(([options]) => options.force)).toEqual([false, true]);
  });

  it('waits three seconds at most for a refresh that another one makes', async () => {
    const { reader, clock } = setup();
    const token = reader(async () => ({ status: 'busy' }));

    expect((await token.replace(undefined, deadline)).status).toBe('unavailable');
    expect(clock.now() - startMs).toBeLessThan(4_000);
  });

  it('waits for a refresh of its own no longer than its caller has time', async () => {
    const { reader, clock } = setup();
    const invoke = vi.fn<InvokeRefresh>(async () => ({ status: 'unavailable' }));

    await reader(invoke).replace(undefined, clock.now() + 3_000);
    await reader(invoke).replace(undefined, clock.now() + 60_000);
    const late = await reader(invoke).replace(undefined, clock.now());

    expect(invoke.mock.calls.map(([, timeoutMs]) => timeoutMs)).toEqual([3_000, 8_000]);
    expect(late).toEqual({ status: 'unavailable' });
  });

  it('says what WeChat said when only an operator can help', async () => {
    const said = answered(40164).said;
    if (said === undefined) throw new Error('40164 says something');
    const { reader } = setup();

    expect(
      await reader(async () => ({ status: 'refused', said, lasting: true })).replace(
        undefined,
        deadline,
      ),
    ).toEqual({ status: 'blocked', said });
    expect(
      await reader(async () => ({ status: 'refused', said, lasting: false })).replace(
        undefined,
        deadline,
      ),
    ).toEqual({ status: 'unavailable' });
  });

  it('is told that none can be had when the writer fails', async () => {
    const { reader } = setup();
    const failing = reader(async () => {
      throw new Error('function error');
    });

    expect(await failing.replace(undefined, deadline)).toEqual({ status: 'unavailable' });
  });

  it('calls nobody where the owner has a token service: it waits for what that writes', async () => {
    const { parameter, clock, put } = setup();
    const token = accessTokenReader({
      parameter,
      invokeRefresh: undefined,
      now: clock.now,
      sleep: async (ms) => clock.advance(ms),
      random: () => 0.5,
    });
    put({
      accessToken: 'own',
      fingerprint: 'fp-own',
      fetchedAtMs: 0,
      expiresAtMs: startMs + 7_200_000,
    });

    expect(await token.current()).toMatchObject({ accessToken: 'own' });
    expect(await token.replace('fp-own', deadline)).toEqual({ status: 'unavailable' });
  });
});
