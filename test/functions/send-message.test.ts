import { describe, expect, test } from 'vitest';
import { leaseMs } from '../../src/domain/credit.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import { notReached, unknowable } from '../../src/domain/send-outcome.ts';
import { ERRCODE_ROWS } from '../../src/wechat/errcode-rows.ts';
import { errcodeRow, hintFor } from '../../src/wechat/errcodes.ts';
import { openid, startMs } from '../support/builders.ts';
import { aSendHandler, type SendAnswer } from '../support/send-handler.ts';

const rid = '5f9a1b2c-0a1b2c3d-4e5f6a7b';
const saying = (errcode: number): SendOutcome => ({
  meaning: errcodeRow(errcode).send,
  said: { errcode, errmsg: `errmsg of ${errcode}`, rid, hint: hintFor(errcode, '') },
});
const ended = (outcome: SendOutcome, changes: object = {}): SendAnswer => ({
  status: 'ended',
  sendId: 'send-1',
  outcome,
  ending: 'recorded',
  claimedAtMs: startMs,
  creditAgeMs: 90_000,
  ...changes,
});
const who = { sendId: 'send-1', openid, scene: 1001 };
const answerTo = (answer: SendAnswer) => aSendHandler(answer).post();

describe('a send that ended', () => {
  test('is 200 when WeChat took it', async () => {
    const { statusCode, headers, body } = await answerTo(ended(saying(0)));

    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
    expect(body).toEqual({ status: 'sent', ...who });
  });

  test('is 202 when nobody can know, with what to do about it', async () => {
    const { statusCode, body } = await answerTo(ended({ meaning: unknowable }));

    expect(statusCode).toBe(202);
    expect(body).toEqual({
      status: 'unknown',
      ...who,
      resolve: expect.stringContaining('POST /v1/users/{openid}/credits/{scene}/resolution'),
    });
  });

  test('is 202 too when WeChat spoke and did not say, with what it said', async () => {
    const { statusCode, body } = await answerTo(ended(saying(-1)));

    expect(statusCode).toBe(202);
    expect(body).toMatchObject({
      status: 'unknown',
      errcode: -1,
      rid,
      hint: { zh: expect.any(String) },
    });
  });

  const refused = ERRCODE_ROWS.filter(({ send }) => send.code !== null);
  test.each(refused.map((row) => [row.errcode, row] as const))(
    'with %d is the problem that the table says, with rid and hint',
    async (errcode, { send }) => {
      const { statusCode, headers, body } = await answerTo(ended(saying(errcode)));

      expect(statusCode).toBe(send.status);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
      expect(headers?.['retry-after']).toBe(
        send.retryAfterSeconds === undefined ? undefined : String(send.retryAfterSeconds),
      );
      expect(body).toMatchObject({
        type: `urn:yici:problem:${send.code}`,
        status: send.status,
        code: send.code,
        sendId: 'send-1',
        errcode,
        errmsg: `errmsg of ${errcode}`,
        rid,
        hint: hintFor(errcode, ''),
      });
      expect(body.detail).toBe(
        send.credit === 'released' ? 'nothing was sent and the credit is kept' : undefined,
      );
    },
  );

  test.each([
    [43101, 409, 'no_chance'],
    [40003, 424, 'refused_by_wechat'],
    [45082, 422, 'message_refused'],
    [47001, 422, 'message_refused'],
    [45011, 503, 'wechat_unavailable'],
    [45009, 503, 'wechat_blocked'],
    [40164, 503, 'wechat_blocked'],
    [40001, 503, 'wechat_unavailable'],
  ])('with %d is %d %s', async (errcode, status, code) => {
    expect(await answerTo(ended(saying(errcode)))).toMatchObject({
      statusCode: status,
      body: { code },
    });
  });

  test('a repeated key is told the same status, code, sendId and errcode', async () => {
    for (const errcode of [0, 43101, -1]) {
      const { meaning, said } = saying(errcode);
      const kept = { errcode, hint: said?.hint ?? { zh: '', en: '' } };
      const first = await answerTo(ended(saying(errcode)));
      const again = await answerTo(ended({ meaning, said: kept }, { ending: 'repeated' }));

      const { errmsg, rid: _, ...rest } = first.body;
      expect(again).toEqual({ ...first, body: rest });
    }
  });
});

describe('a send that did not begin', () => {
  test.each<[SendAnswer, number, string, string | undefined]>([
    [{ status: 'no_credit' }, 409, 'no_credit', undefined],
    [{ status: 'credit_unknown' }, 409, 'credit_unknown', undefined],
    [{ status: 'in_flight', retryAtMs: startMs + 41_001 }, 409, 'credit_in_flight', '42'],
    [{ status: 'in_flight', retryAtMs: startMs - 1 }, 409, 'credit_in_flight', '1'],
    [{ status: 'key_reused' }, 422, 'key_reused', undefined],
    [{ status: 'too_many_keys', retryAtMs: startMs + 3_600_000 }, 429, 'too_many_keys', '3600'],
    [{ status: 'not_started', outcome: { meaning: notReached } }, 503, 'wechat_unavailable', '5'],
    [{ status: 'not_started', outcome: saying(40125) }, 503, 'wechat_blocked', undefined],
  ])('%j is %d %s', async (answer, status, code, retryAfter) => {
    const { statusCode, headers, body } = await answerTo(answer);

    expect(statusCode).toBe(status);
    expect(headers?.['retry-after']).toBe(retryAfter);
    expect(body).toMatchObject({ code, status });
    expect(body).not.toHaveProperty('sendId');
  });

  test('because WeChat blocks the account says what WeChat said', async () => {
    const { body } = await answerTo({ status: 'not_started', outcome: saying(40164) });

    expect(body).toMatchObject({
      errcode: 40164,
      rid,
      hint: hintFor(40164, ''),
      detail: 'nothing was sent and the credit is kept',
    });
  });
});

describe('what is told of it', () => {
  const told = async (answer: SendAnswer) => {
    const { post, output } = aSendHandler(answer);
    await post();
    expect(output.lines.join()).not.toContain(openid);
    return { logged: output.logged(), counted: output.counted() };
  };

  test.each<[string, SendAnswer, string, string, readonly string[]]>([
    ['sent', ended(saying(0)), 'INFO', 'message.sent', ['CreditSettled', 'SendSent']],
    [
      'unknown',
      ended({ meaning: unknowable }),
      'ERROR',
      'message.unknown',
      ['CreditSettled', 'SendUnknown'],
    ],
    [
      'unknown for an errcode that no row lists',
      ended(saying(99_999)),
      'ERROR',
      'message.unknown',
      ['CreditSettled', 'SendUnknown', 'ErrcodeUnlisted'],
    ],
    [
      'unknown for an errcode whose row says so',
      ended(saying(40252)),
      'ERROR',
      'message.unknown',
      ['CreditSettled', 'SendUnknown'],
    ],
    [
      'unlisted, and repeated',
      ended(saying(99_999), { ending: 'repeated' }),
      'INFO',
      'key.repeated',
      ['SendRepeated'],
    ],
    ['refused', ended(saying(40003)), 'WARN', 'message.refused', ['CreditSettled', 'SendRefused']],
    [
      'released',
      ended(saying(45011)),
      'WARN',
      'message.released',
      ['CreditSettled', 'SendReleased'],
    ],
    [
      'blocked',
      ended(saying(45009)),
      'ERROR',
      'message.released',
      ['CreditSettled', 'SendBlocked'],
    ],
    [
      'blocked for our address',
      ended(saying(40164)),
      'ERROR',
      'message.released',
      ['CreditSettled', 'WechatAddressRefused'],
    ],
    [
      'blocked with the account',
      ended(saying(50002)),
      'ERROR',
      'message.released',
      ['CreditSettled', 'WechatAccountBlocked'],
    ],
    [
      'repeated',
      ended(saying(0), { ending: 'repeated' }),
      'INFO',
      'key.repeated',
      ['SendRepeated'],
    ],
    ['no credit', { status: 'no_credit' }, 'INFO', 'credit.claim_refused', ['ClaimRefused']],
    [
      'unreachable',
      { status: 'not_started', outcome: { meaning: notReached } },
      'WARN',
      'message.not_started',
      ['SendNotStarted'],
    ],
    [
      'blocked before the claim',
      { status: 'not_started', outcome: saying(40125) },
      'ERROR',
      'message.not_started',
      ['SendNotStarted'],
    ],
  ])('%s', async (_, answer, level, event, counted) => {
    const output = await told(answer);

    expect(output.logged).toMatchObject([{ level, event, user: 'pseudonym-1', scene: 1001 }]);
    expect(output.counted).toEqual(counted);
  });

  test('how old the confirm was is measured where WeChat says that there is no chance', async () => {
    const { counted } = await told(ended(saying(43101)));

    expect(counted).toEqual(['CreditSettled', 'SendRefused', 'CreditAgeAtNoChance']);
  });

  test('its end is counted at the end of its lease, however long it took', async () => {
    const { post, output } = aSendHandler(ended(saying(0), { claimedAtMs: startMs - 15_000 }));
    await post();

    const [settled] = output.emitted('CreditSettled');
    expect(settled?.atMs).toBe(startMs - 15_000 + leaseMs);
  });

  test('an outcome that could not be written down is told as such', async () => {
    const { logged } = await told(ended({ meaning: unknowable }, { ending: 'failed' }));

    expect(logged).toMatchObject([
      { level: 'WARN', event: 'credit.settle_lost', ending: 'failed' },
      { event: 'message.unknown' },
    ]);
  });

  test('the pseudonym is asked for before the send, which has to be answered for at once', async () => {
    const { post, order } = aSendHandler();
    await post();

    expect(order).toEqual(['pseudonym', 'send']);
  });

  test("neither the message's words nor its key are in the log", async () => {
    const { post, output } = aSendHandler(ended(saying(43101)));
    await post(
      { openid, scene: 1, title: 'CANARY', content: 'CANARY' },
      { 'idempotency-key': 'CANARY' },
    );

    expect(output.lines.join()).not.toContain('CANARY');
    expect(output.lines.join()).not.toContain('errmsg of');
  });
});
