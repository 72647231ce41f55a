import { describe, expect, test, vi } from 'vitest';
import { createHandler } from '../../functions/manage-credits/handler.ts';
import { leaseMs } from '../../src/domain/credit.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import { aClaim, aClock, aConsent, openid, otherOpenid, scene } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext, anEvent } from '../support/http-events.ts';
import { memoryCredits } from '../support/memory-credits.ts';

const list = 'GET /v1/users/{openid}/credits';
const find = 'GET /v1/users/{openid}/credits/{scene}';
const resolution = 'POST /v1/users/{openid}/credits/{scene}/resolution';
const erase = 'DELETE /v1/users/{openid}';
const path = { openid, scene: '1001' };

const aDesk = (lifetimeMs?: number) => {
  const clock = aClock();
  const output = capturedOutput();
  const credits = memoryCredits();
  const pseudonym = vi.fn(async () => 'pseudonym-1');
  const handler = createHandler({
    credits,
    resolveSend: resolveSend({ credits, now: clock.now }),
    eraseUser: eraseUser({ credits, now: clock.now }),
    lifetimeMs,
    pseudonym,
    log: output.log,
    countAt: output.countAt,
    now: clock.now,
  });
  const call = async (route: string, parts: object = { path }) => {
    const { statusCode, headers, body = '' } = await handler(anEvent(route, parts), aContext());
    return { statusCode, headers, body: JSON.parse(body) };
  };
  return { call, credits, clock, output, pseudonym };
};

/** A credit whose send is claimed and whose process died. */
const withUnknownSend = async () => {
  const desk = aDesk();
  await desk.credits.record(aConsent());
  await desk.credits.claim(aClaim(), []);
  desk.clock.advance(leaseMs + 1_001);
  return desk;
};

const confirmed = {
  scene: 1001,
  state: 'available',
  callerState: 'class_id=123',
  assurance: 'browser',
  confirmedAt: '2026-11-23T00:00:00.000Z',
};

describe('reading', () => {
  test('a credit is shown as it stands', async () => {
    const { call, credits } = aDesk();
    await credits.record(aConsent({ callerState: 'class_id=123' }));

    expect(await call(find)).toMatchObject({ statusCode: 200, body: confirmed });
    expect((await call(find)).body).toEqual(confirmed);
  });

  test('its state follows its send', async () => {
    const { call, credits, clock } = aDesk();
    await credits.record(aConsent());
    await credits.claim(aClaim(), []);
    clock.advance(2_000);
    expect((await call(find)).body).toMatchObject({ state: 'sending', sendId: 'send-1' });

    clock.advance(leaseMs);
    expect((await call(find)).body).toMatchObject({ state: 'unknown', sendId: 'send-1' });

    await credits.settle({ ...aClaim(), result: { outcome: 'sent', errcode: 0 } });
    expect((await call(find)).body).toMatchObject({ state: 'spent', sendId: 'send-1' });
  });

  test('where confirms have a lifetime, its end is shown and kept', async () => {
    const { call, credits, clock } = aDesk(3_600_000);
    await credits.record(aConsent());
    expect((await call(find)).body).toMatchObject({
      state: 'available',
      expiresAt: '2026-11-23T01:00:00.000Z',
    });

    clock.advance(3_600_000);
    expect((await call(find)).body).toMatchObject({ state: 'expired' });
  });

  test('all of a user are listed, and of nobody else', async () => {
    const { call, credits } = aDesk();
    await credits.record(aConsent());
    await credits.record(aConsent({ scene: parseScene(7) }));
    await credits.record(aConsent({ openid: otherOpenid, scene: parseScene(8) }));

    const { statusCode, body } = await call(list, { path: { openid } });

    expect(statusCode).toBe(200);
    expect(body.credits.map((credit: { scene: number }) => credit.scene)).toEqual([7, 1001]);
  });

  test('a user without credits has an empty list, and no credit is a 404', async () => {
    const { call } = aDesk();

    expect(await call(list)).toMatchObject({ statusCode: 200, body: { credits: [] } });
    expect(await call(find)).toMatchObject({
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'no_credit', status: 404 },
    });
  });

  test.each([
    { openid: 'o-short', scene: '1001' },
    { openid, scene: '01001' },
    { openid, scene: '10001' },
    { openid, scene: '' },
    { openid: `${openid} `, scene: '1001' },
  ])('a path of %j is refused', async (wrong) => {
    const { call } = aDesk();

    expect(await call(find, { path: wrong })).toMatchObject({
      statusCode: 400,
      body: { code: 'invalid_request' },
    });
  });

  test('a route that is none of these is not served', async () => {
    expect(await aDesk().call('GET /v1/users', {})).toMatchObject({ statusCode: 404 });
  });
});

describe('resolving an unknown send', () => {
  const saying = (body: unknown) => ({ path, body });

  test('delivered spends the credit', async () => {
    const { call, output } = await withUnknownSend();

    const answer = await call(resolution, saying({ sendId: 'send-1', delivered: true }));

    expect(answer).toMatchObject({ statusCode: 200, body: { state: 'spent', sendId: 'send-1' } });
    expect(output.logged()).toEqual([
      {
        level: 'INFO',
        event: 'credit.resolved',
        user: 'pseudonym-1',
        scene: 1001,
        sendId: 'send-1',
        delivered: true,
      },
    ]);
  });

  test('the send of a dead process is counted as ended at the end of its lease, and once', async () => {
    const { call, output } = await withUnknownSend();
    const { leaseUntilMs } = aClaim();
    await call(resolution, saying({ sendId: 'send-1', delivered: true }));
    await call(resolution, saying({ sendId: 'send-1', delivered: true }));
    await call(erase);

    expect(output.emitted('CreditSettled')).toEqual([{ value: 1, atMs: leaseUntilMs }]);
  });

  test('not delivered gives it back', async () => {
    const { call } = await withUnknownSend();

    expect(await call(resolution, saying({ sendId: 'send-1', delivered: false }))).toMatchObject({
      statusCode: 200,
      body: { state: 'available' },
    });
  });

  test('the same word twice is said once, another word afterwards is refused', async () => {
    const { call } = await withUnknownSend();
    await call(resolution, saying({ sendId: 'send-1', delivered: true }));

    expect(await call(resolution, saying({ sendId: 'send-1', delivered: true }))).toMatchObject({
      statusCode: 200,
    });
    expect(await call(resolution, saying({ sendId: 'send-1', delivered: false }))).toMatchObject({
      statusCode: 409,
      body: { code: 'not_unknown' },
    });
  });

  test.each([
    ['another send', { sendId: 'send-2', delivered: true }],
    ['no send at all', { sendId: '', delivered: true }],
  ])('%s is refused', async (_, body) => {
    const { call } = await withUnknownSend();

    expect(await call(resolution, saying(body))).toMatchObject({
      statusCode: 409,
      body: { code: 'not_unknown', detail: expect.stringContaining('sendId must name') },
    });
  });

  test('a send that is still running is refused', async () => {
    const { call, credits } = aDesk();
    await credits.record(aConsent());
    await credits.claim(aClaim(), []);

    expect(await call(resolution, saying({ sendId: 'send-1', delivered: true }))).toMatchObject({
      statusCode: 409,
    });
  });

  test('of a user who has nothing it is a 404', async () => {
    expect(
      await aDesk().call(resolution, saying({ sendId: 'send-1', delivered: true })),
    ).toMatchObject({ statusCode: 404 });
  });

  test.each<[unknown, string]>([
    [{ delivered: true }, 'sendId is missing'],
    [{ sendId: 'send-1' }, 'delivered is missing'],
    [{ sendId: 'send-1', delivered: 'yes' }, 'delivered must be true or false, got string'],
    [{ sendId: 'x'.repeat(65), delivered: true }, 'sendId must be at most 64 characters, got 65'],
    [{ sendId: 'send-1', delivered: true, note: 'x' }, 'note is not a known field'],
    ['', 'the body must be JSON, got none'],
  ])('%j is refused', async (body, detail) => {
    const { call } = await withUnknownSend();

    expect(await call(resolution, saying(body))).toMatchObject({
      statusCode: 400,
      body: { detail },
    });
  });
});

test.each([
  [resolution, 'resolve', { path, body: { sendId: 'send-1', delivered: true } }],
  [erase, 'erase', { path }],
] as const)('%s is not held up by the log once it is done', async (route, write, parts) => {
  const { call, credits, pseudonym } = await withUnknownSend();
  const written = vi.spyOn(credits, write);

  await call(route, parts);

  expect(pseudonym).toHaveBeenCalledBefore(written);
});

describe('erasing a user', () => {
  test('says how many credits there were, and all read as if nothing were stored', async () => {
    const { call, credits, output } = aDesk();
    await credits.record(aConsent());
    await credits.record(aConsent({ scene: parseScene(7) }));

    expect(await call(erase)).toMatchObject({ statusCode: 200, body: { erased: 2 } });

    expect((await call(list)).body).toEqual({ credits: [] });
    expect(await call(find)).toMatchObject({ statusCode: 404 });
    expect(await call(erase)).toMatchObject({ statusCode: 200, body: { erased: 0 } });
    expect(output.lines.join()).not.toContain(openid);
    expect(output.logged()[0]).toMatchObject({ event: 'credit.erased', erased: 2 });
  });

  test('a send that had no end yet is counted as ended, at the end of its lease, and once', async () => {
    const { call, credits, output } = aDesk();
    const claim = aClaim();
    await credits.record(aConsent());
    await credits.claim(claim, []);
    await call(erase);
    await call(erase);

    expect(output.emitted('CreditSettled')).toEqual([{ value: 1, atMs: claim.leaseUntilMs }]);
  });

  test('a send that has ended is not counted again', async () => {
    const { call, credits, output } = aDesk();
    await credits.record(aConsent());
    await credits.claim(aClaim(), []);
    await credits.settle({ ...aClaim(), result: { outcome: 'unknown' } });
    await call(erase);

    expect(output.emitted('CreditSettled')).toEqual([]);
  });

  test('a callback from before cannot bring the credit back, a fresh one can', async () => {
    const { call, credits } = aDesk();
    const consent = aConsent();
    await credits.record(consent);
    await call(erase);

    await credits.record(consent);
    expect(await call(find)).toMatchObject({ statusCode: 404 });

    await credits.record({ ...consent, ticket: 'f'.repeat(32) });
    expect(await credits.find({ openid, scene })).toMatchObject({ confirmed: 1, used: 0 });
  });
});
