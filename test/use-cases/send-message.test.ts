import { describe, expect, it, vi } from 'vitest';
import type { AccessToken } from '../../src/domain/access-token.ts';
import { leaseMs } from '../../src/domain/credit.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import type { AccessTokenReader, CreditStore } from '../../src/use-cases/ports.ts';
import { roundMs } from '../../src/use-cases/send-contract.ts';
import { sendMessage } from '../../src/use-cases/send-message.ts';
import {
  aClock,
  aConsent,
  aMessage,
  openid,
  scene,
  startMs,
  ticketOrder,
} from '../support/builders.ts';
import { answered, fakeWechat, neverLeft, timedOut } from '../support/fake-wechat.ts';
import { memoryCredits } from '../support/memory-credits.ts';

const token = (name: string): AccessToken => ({
  accessToken: `token-${name}`,
  fingerprint: name,
  fetchedAtMs: startMs,
  expiresAtMs: startMs + 7_200_000,
});

const setup = async (
  options: {
    readonly clock?: ReturnType<typeof aClock>;
    readonly answers?: readonly SendOutcome[];
    readonly accessToken?: Partial<AccessTokenReader>;
    readonly unknownPolicy?: 'hold' | 'reconcile';
    readonly credits?: (real: CreditStore) => Partial<CreditStore>;
    readonly wechatTakesMs?: number;
  } = {},
) => {
  const clock = options.clock ?? aClock();
  const real = memoryCredits();
  const credits = { ...real, ...options.credits?.(real) };
  const wechat = fakeWechat(options.answers, () => clock.advance(options.wechatTakesMs ?? 0));
  let sends = 0;
  const claimed = vi.fn();
  const replaced = vi.fn<AccessTokenReader['replace']>(async () => ({
    status: 'replaced',
    token: token('second'),
  }));
  const send = sendMessage({
    credits,
    accessToken: { current: async () => token('first'), replace: replaced, ...options.accessToken },
    wechat: wechat.sender,
    lifetimeMs: undefined,
    unknownPolicy: options.unknownPolicy ?? 'hold',
    now: clock.now,
    newSendId: () => {
      sends += 1;
      return `send-${sends}`;
    },
  });
  await real.record(aConsent());
  return {
    clock,
    credits: real,
    wechat,
    replaced,
    claimed,
    confirmAgain: (n: number) => real.record(aConsent({ ticket: ticketOrder(n) })),
    send: (
      keyHash = 'key-1',
      changes: { readonly deadlineMs?: number; readonly fingerprint?: string } = {},
    ) =>
      send(
        {
          message: aMessage(),
          keyHash,
          fingerprint: `fingerprint of ${keyHash}`,
          deadlineMs: clock.now() + 20_000,
          ...changes,
        },
        { claimed },
      ),
    state: () => real.find({ openid, scene }),
  };
};

const creditOf = (answer: Awaited<ReturnType<ReturnType<typeof sendMessage>>>) =>
  answer.status === 'ended' ? answer.outcome.meaning.credit : answer.status;

describe('sending a message', () => {
  it('sends one message for one confirm, and the next send finds no credit', async () => {
    const { send, wechat } = await setup();

    expect(creditOf(await send('key-1'))).toBe('spent');
    expect((await send('key-2')).status).toBe('no_credit');
    expect(wechat.posts).toEqual([{ message: aMessage(), accessToken: 'token-first' }]);
  });

  it('tells of a claim when it stands, and of none that was refused or repeated', async () => {
    const { send, claimed } = await setup();

    await send('key-1');
    await send('key-2');
    await send('key-1');

    expect(claimed.mock.calls).toEqual([[expect.objectContaining({ sendId: 'send-1' })]]);
  });

  it('tells of a claim that may stand, since the table answered neither it nor its release', async () => {
    const { send, claimed } = await setup({
      credits: (real) => ({
        claim: async (...given) => {
          await real.claim(...given);
          throw new Unavailable('no answer');
        },
        release: async () => {
          throw new Unavailable('no answer');
        },
      }),
    });

    await expect(send()).rejects.toThrow(Unavailable);

    expect(claimed.mock.calls).toEqual([[expect.objectContaining({ sendId: 'send-1' })]]);
  });

  it('sends one message when two sends race for one credit', async () => {
    const { send, wechat } = await setup();

    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => send(`key-${n}`)));

    expect(answers.filter((answer) => creditOf(answer) === 'spent')).toHaveLength(1);
    expect(wechat.posts).toHaveLength(1);
  });

  it('gives a repeated key its first answer and sends nothing, though the user confirmed again', async () => {
    const { send, wechat, confirmAgain } = await setup();
    const first = await send();
    await confirmAgain(2);

    const again = await send();

    expect(again).toMatchObject({ status: 'ended', sendId: 'send-1', ending: 'repeated' });
    expect(creditOf(again)).toBe(creditOf(first));
    expect(wechat.posts).toHaveLength(1);
  });

  it('refuses a repeated key with another message', async () => {
    const { send } = await setup();
    await send();

    expect((await send('key-1', { fingerprint: 'other' })).status).toBe('key_reused');
  });

  it('sends again after the user confirmed again', async () => {
    const { send, wechat, confirmAgain } = await setup();
    await send('key-1');
    await confirmAgain(2);

    expect(creditOf(await send('key-2'))).toBe('spent');
    expect(wechat.posts).toHaveLength(2);
  });

  it('never sends again what may have arrived: not the same key, not another one', async () => {
    const { send, wechat, clock } = await setup({ answers: [timedOut] });

    expect(creditOf(await send('key-1'))).toBe('unknown');
    clock.advance(10 * leaseMs);
    expect(await send('key-1')).toMatchObject({ sendId: 'send-1', ending: 'repeated' });
    expect((await send('key-2')).status).toBe('credit_unknown');
    expect(wechat.posts).toHaveLength(1);
  });

  it('lets an unknown send not block a user who confirms again', async () => {
    const { send, confirmAgain } = await setup({ answers: [timedOut] });
    await send('key-1');
    await confirmAgain(2);

    expect(creditOf(await send('key-2'))).toBe('spent');
  });

  it('keeps the credit when nothing left this machine', async () => {
    const { send, wechat } = await setup({ answers: [neverLeft] });

    expect(creditOf(await send('key-1'))).toBe('released');
    expect(creditOf(await send('key-1'))).toBe('spent');
    expect(wechat.posts).toHaveLength(2);
  });

  it.each([
    [43101, 'void', 'no_credit'],
    [40003, 'void', 'no_credit'],
    [45082, 'released', 'ended'],
    [45009, 'released', 'ended'],
    [-1, 'unknown', 'credit_unknown'],
    [40241, 'unknown', 'credit_unknown'],
  ])('after %i the credit is %s', async (errcode, effect, next) => {
    const { send } = await setup({ answers: [answered(errcode)] });

    expect(creditOf(await send('key-1'))).toBe(effect);
    expect((await send('key-2')).status).toBe(next);
  });

  it.each([43101, 40003, -1])('repeats errcode %i to a repeated key', async (errcode) => {
    const { send } = await setup({ answers: [answered(errcode)] });
    await send();

    expect(await send()).toMatchObject({ outcome: { said: { errcode } }, ending: 'repeated' });
  });

  it('gives the credit back when a token was refused too late for another one', async () => {
    const clock = aClock();
    const { send, replaced, state } = await setup({
      clock,
      answers: [answered(40001)],
      // the claim has been slow, and so is WeChat: no time is left for a second POST
      credits: (real) => ({
        claim: async (...given) => {
          clock.advance(9_000);
          return real.claim(...given);
        },
      }),
      wechatTakesMs: 5_000,
    });

    const answer = await send();

    expect(creditOf(answer)).toBe('released');
    expect(replaced).not.toHaveBeenCalled();
    expect(await state()).toMatchObject({ confirmed: 1, used: 0, remembered: {} });
  });

  it.each([40001, 40014, 42001])('posts once more with another token after %i', async (errcode) => {
    const { send, wechat, replaced } = await setup({ answers: [answered(errcode)] });

    expect(creditOf(await send())).toBe('spent');
    expect(wechat.posts.map(({ accessToken }) => accessToken)).toEqual([
      'token-first',
      'token-second',
    ]);
    expect(replaced).toHaveBeenCalledTimes(1);
    expect(replaced.mock.calls[0]?.[0]).toBe('first');
  });

  it('posts twice at most, and keeps the credit when the second token is refused too', async () => {
    const { send, wechat } = await setup({ answers: [answered(40001), answered(40001)] });

    expect(creditOf(await send())).toBe('released');
    expect(wechat.posts).toHaveLength(2);
  });

  it('claims nothing without a token, and says when an operator must act', async () => {
    const said = answered(40164).said;
    if (said === undefined) throw new Error('40164 says something');
    const { send, wechat, state } = await setup({
      accessToken: {
        current: async () => undefined,
        replace: async () => ({ status: 'blocked', said }),
      },
    });

    expect(await send()).toMatchObject({
      status: 'not_started',
      outcome: { meaning: { code: 'wechat_blocked' }, said: { errcode: 40164 } },
    });
    expect(wechat.posts).toEqual([]);
    expect(await state()).toMatchObject({ used: 0, remembered: {} });
  });

  it('claims nothing when the token cannot be read', async () => {
    const { send, state } = await setup({
      accessToken: {
        current: async () => {
          throw new Unavailable('no answer');
        },
        replace: async () => ({ status: 'unavailable' }),
      },
    });

    expect((await send()).status).toBe('not_started');
    expect(await state()).toMatchObject({ used: 0 });
  });

  it('claims nothing when WeChat cannot be connected to', async () => {
    const { send, wechat, state } = await setup();
    wechat.disconnect();

    expect((await send()).status).toBe('not_started');
    expect(await state()).toMatchObject({ used: 0, remembered: {} });
  });

  it('claims nothing when too little time is left for a full round', async () => {
    const { send, wechat, clock } = await setup();

    expect((await send('key-1', { deadlineMs: clock.now() + roundMs - 1 })).status).toBe(
      'not_started',
    );
    expect(wechat.posts).toEqual([]);
    expect(creditOf(await send('key-1', { deadlineMs: clock.now() + roundMs }))).toBe('spent');
  });

  it('claims nothing when the connection has eaten the time for a full round', async () => {
    const { send, wechat, clock, state } = await setup();
    const { connect } = wechat.sender;
    vi.spyOn(wechat.sender, 'connect').mockImplementation(() => {
      clock.advance(2_000);
      return connect();
    });

    const late = await send('key-1', { deadlineMs: clock.now() + roundMs + 1_999 });

    expect(late.status).toBe('not_started');
    expect(await state()).toMatchObject({ used: 0, remembered: {} });
    expect(creditOf(await send('key-1', { deadlineMs: clock.now() + roundMs + 2_000 }))).toBe(
      'spent',
    );
  });

  it('gives the credit back when the claim has eaten the time for the POST', async () => {
    const clock = aClock();
    const { send, wechat, state } = await setup({
      clock,
      credits: (real) => ({
        claim: async (...given) => {
          clock.advance(12_001);
          return real.claim(...given);
        },
      }),
    });

    expect(creditOf(await send())).toBe('released');
    expect(wechat.posts).toEqual([]);
    expect(await state()).toMatchObject({ used: 0, remembered: {} });
  });

  it('repeats a remembered answer even while WeChat is out of reach', async () => {
    const { send, wechat } = await setup();
    await send('key-1');
    wechat.disconnect();

    expect(await send('key-1')).toMatchObject({ status: 'ended', ending: 'repeated' });
    expect((await send('key-2')).status).toBe('no_credit');
  });

  it('sends after a claim by a clock that is ahead, which takes a second write', async () => {
    const claim = vi.fn<CreditStore['claim']>();
    const { send, clock } = await setup({
      answers: [neverLeft],
      credits: (real) => ({ claim: claim.mockImplementation(real.claim) }),
    });
    await send('key-1');
    clock.advance(-25_000);

    expect(creditOf(await send('key-2'))).toBe('spent');
    expect(claim).toHaveBeenCalledTimes(3);
    expect(claim.mock.lastCall?.[0]).toMatchObject({
      order: startMs + 2,
      nowMs: startMs - 25_000,
      leaseUntilMs: startMs - 25_000 + leaseMs,
    });
  });

  it('makes one write for a refused send, two and a POST for a send, and reads nothing', async () => {
    const calls: string[] = [];
    const { send } = await setup({
      credits: (real) =>
        Object.fromEntries(
          Object.entries(real).map(([name, call]) => [
            name,
            (...given: never[]) => {
              calls.push(name);
              return (call as (...given: never[]) => unknown)(...given);
            },
          ]),
        ),
    });

    await send('key-1');
    expect(calls.splice(0)).toEqual(['claim', 'settle']);
    await send('key-2');
    expect(calls).toEqual(['claim']);
  });
});

describe('when the table does not answer', () => {
  const failsOnce = <Call extends (...given: never[]) => Promise<unknown>>(
    call: Call,
    when: 'before' | 'after',
  ): Call => {
    let failed = false;
    return (async (...given: never[]) => {
      if (failed) return call(...given);
      failed = true;
      if (when === 'after') await call(...given);
      throw new Unavailable('the answer was lost');
    }) as Call;
  };

  it.each(['before', 'after'] as const)(
    'a claim that fails once (%s its effect) still sends once',
    async (when) => {
      const { send, wechat } = await setup({
        credits: (real) => ({ claim: failsOnce(real.claim, when) }),
      });

      expect(creditOf(await send())).toBe('spent');
      expect(wechat.posts).toHaveLength(1);
    },
  );

  it.each(['before', 'after'] as const)(
    'a settlement that fails once (%s its effect) is recorded',
    async (when) => {
      const { send, state } = await setup({
        credits: (real) => ({ settle: failsOnce(real.settle, when) }),
      });

      expect(await send()).toMatchObject({ ending: 'recorded' });
      expect(await state()).toMatchObject({ lastSend: { outcome: 'sent' } });
    },
  );

  it.each(['before', 'after'] as const)(
    'a release that fails once (%s its effect) gives the credit back',
    async (when) => {
      const { send, state } = await setup({
        answers: [neverLeft],
        credits: (real) => ({ release: failsOnce(real.release, when) }),
      });

      expect(creditOf(await send())).toBe('released');
      expect(await state()).toMatchObject({ used: 0 });
    },
  );

  it('what was not sent costs no credit, however late a write of its claim arrives again', async () => {
    const late: (() => Promise<unknown>)[] = [];
    const { send, state, wechat } = await setup({
      answers: [neverLeft, neverLeft],
      credits: (real) => ({
        claim: (...given) => {
          late.push(() => real.claim(...given));
          return real.claim(...given);
        },
      }),
    });
    await send('key-1');
    await send('key-1');

    for (const arrive of late) await arrive();

    expect(late.length).toBeGreaterThanOrEqual(2);
    expect(await state()).toMatchObject({ confirmed: 1, used: 0, remembered: {} });
    expect(creditOf(await send('key-1'))).toBe('spent');
    expect(wechat.posts).toHaveLength(3);
  });

  it('a sent message that cannot be recorded is unknown to its caller, now and later', async () => {
    const { send, clock } = await setup({
      credits: () => ({
        settle: async () => {
          throw new Unavailable('no answer');
        },
      }),
    });

    const answer = await send();
    expect(creditOf(answer)).toBe('unknown');
    expect(answer).toMatchObject({ ending: 'failed', unrecorded: { said: { errcode: 0 } } });
    clock.advance(leaseMs);
    expect(creditOf(await send())).toBe('unknown');
  });

  it('a claim that stands though every answer was lost is given back', async () => {
    const { send, state, claimed } = await setup({
      credits: (real) => ({
        claim: async (...given) => {
          await real.claim(...given);
          throw new Unavailable('the answer was lost');
        },
      }),
    });

    await expect(send()).rejects.toThrow('the answer was lost');
    expect(await state()).toMatchObject({ used: 0, remembered: {} });
    expect(claimed).not.toHaveBeenCalled();
  });
});

describe('an unknown send under the policy reconcile', () => {
  const probeAfterMs = leaseMs + 120_000;

  it.each([
    [0, 'sent now'],
    [43101, 'had been sent'],
  ])('is sent when the probe is answered %i: it %s', async (errcode) => {
    const { send, clock, wechat } = await setup({
      answers: [timedOut, answered(errcode)],
      unknownPolicy: 'reconcile',
    });
    await send();
    clock.advance(probeAfterMs);

    expect(await send()).toMatchObject({ sendId: 'send-1' });
    expect(creditOf(await send())).toBe('spent');
    expect(wechat.posts).toHaveLength(2);
  });

  it('is not probed before its time, and once at most', async () => {
    const { send, clock, wechat } = await setup({
      answers: [timedOut, timedOut],
      unknownPolicy: 'reconcile',
    });
    await send();
    clock.advance(probeAfterMs - 1);
    await send();
    expect(wechat.posts).toHaveLength(1);

    clock.advance(1);
    expect(creditOf(await send())).toBe('unknown');
    clock.advance(probeAfterMs);
    expect(creditOf(await send())).toBe('unknown');
    expect(wechat.posts).toHaveLength(2);
  });

  it('is not ended by a write of its first process that arrives during the probe', async () => {
    const late: (() => Promise<unknown>)[] = [];
    const { send, clock, state } = await setup({
      answers: [timedOut],
      unknownPolicy: 'reconcile',
      credits: (real) => ({
        settle: (...given) => {
          late.push(() => real.settle(...given));
          return real.settle(...given);
        },
        reopen: async (...given) => {
          const reopened = await real.reopen(...given);
          for (const arrive of late) await arrive();
          return reopened;
        },
      }),
    });
    await send();
    clock.advance(leaseMs + 120_000);

    expect(creditOf(await send())).toBe('spent');
    expect(await state()).toMatchObject({ lastSend: { outcome: 'sent' } });
  });

  it('is not probed when the user has confirmed again: the probe would eat the new chance', async () => {
    const { send, clock, wechat, confirmAgain } = await setup({
      answers: [timedOut],
      unknownPolicy: 'reconcile',
    });
    await send();
    await confirmAgain(2);
    clock.advance(probeAfterMs);

    expect(creditOf(await send())).toBe('unknown');
    expect(wechat.posts).toHaveLength(1);
  });

  it('counts as settled once: by the probe only when its process died before it could say', async () => {
    const said = await setup({ answers: [timedOut, answered(0)], unknownPolicy: 'reconcile' });
    await said.send();
    said.clock.advance(probeAfterMs);
    expect(await said.send()).toMatchObject({ ending: 'probed' });

    const died = await setup({
      answers: [answered(0), answered(43101)],
      unknownPolicy: 'reconcile',
      credits: (real) => {
        let dead = true;
        return {
          settle: async (settlement) => {
            if (!dead) return real.settle(settlement);
            throw new Unavailable('no answer');
          },
          reopen: (...given) => {
            dead = false;
            return real.reopen(...given);
          },
        };
      },
    });
    await died.send();
    died.clock.advance(probeAfterMs);
    expect(await died.send()).toMatchObject({ ending: 'recorded' });
  });

  it('stays unknown when the probe certainly sent nothing: the first one may have', async () => {
    const { send, clock, state } = await setup({
      answers: [timedOut, answered(45009)],
      unknownPolicy: 'reconcile',
    });
    await send();
    clock.advance(probeAfterMs);

    expect(creditOf(await send())).toBe('unknown');
    expect(await state()).toMatchObject({ used: 1, lastSend: { outcome: 'unknown' } });
  });

  it('keeps the errcode of its answer through a probe that says nothing', async () => {
    const { send, clock } = await setup({
      answers: [answered(-1), timedOut],
      unknownPolicy: 'reconcile',
    });
    const told = { sendId: 'send-1', outcome: { said: { errcode: -1 } } };
    expect(await send()).toMatchObject(told);
    clock.advance(probeAfterMs);

    expect(await send()).toMatchObject({ ...told, ending: 'probed' });
    expect(await send()).toMatchObject({ ...told, ending: 'repeated' });
  });

  it.each([1, 2])(
    'keeps its answer, or is settled, when %i settlements of a probe fail',
    async (failures) => {
      let toFail = 0;
      const { send, clock } = await setup({
        answers: [answered(-1), answered(0)],
        unknownPolicy: 'reconcile',
        credits: (real) => ({
          settle: async (settlement) => {
            if (toFail === 0) return real.settle(settlement);
            toFail -= 1;
            throw new Unavailable('no answer');
          },
        }),
      });
      const told = { sendId: 'send-1', outcome: { said: { errcode: -1 } } };
      expect(await send()).toMatchObject(told);
      clock.advance(probeAfterMs);
      toFail = failures;

      const probed = await send();

      if (failures === 1) expect(creditOf(probed)).toBe('spent');
      else {
        expect(probed).toMatchObject({ ...told, ending: 'failed' });
        clock.advance(leaseMs);
        expect(await send()).toMatchObject({ ...told, ending: 'repeated' });
      }
    },
  );

  it('is told as unknown while it is being probed', async () => {
    const clock = aClock();
    let meanwhile: unknown;
    let isAsked = false;
    const { send } = await setup({
      clock,
      answers: [answered(-1), answered(0)],
      unknownPolicy: 'reconcile',
      credits: (real) => ({
        reopen: async (...given) => {
          const attempt = await real.reopen(...given);
          if (!isAsked) {
            isAsked = true;
            meanwhile = await send();
          }
          return attempt;
        },
      }),
    });
    await send();
    clock.advance(probeAfterMs);

    expect(creditOf(await send())).toBe('spent');
    expect(meanwhile).toMatchObject({
      sendId: 'send-1',
      ending: 'repeated',
      outcome: { said: { errcode: -1 } },
    });
  });

  it('is told as sent by the loser of two probes, when the winner has found that out', async () => {
    const clock = aClock();
    let isSecond = false;
    const { send, wechat } = await setup({
      clock,
      answers: [timedOut, answered(0)],
      unknownPolicy: 'reconcile',
      credits: (real) => ({
        reopen: async (...given) => {
          if (!isSecond) {
            isSecond = true;
            await send();
          }
          return real.reopen(...given);
        },
      }),
    });
    await send();
    clock.advance(probeAfterMs);

    const loser = await send();

    expect([creditOf(loser), creditOf(await send())]).toEqual(['spent', 'spent']);
    expect(wechat.posts).toHaveLength(2);
  });
});
