import { expect, test } from 'vitest';
import { sealReceipt } from '../../src/domain/receipt.ts';
import { aRing, openid, scene, startMs } from '../support/builders.ts';
import { aConsentService } from '../support/consent-service.ts';

const appid = 'wx0123456789abcdef';
const seal = (changes: object = {}, sealedFor = appid) =>
  sealReceipt(
    aRing(),
    sealedFor,
    { openid, scene, assurance: 'browser', confirmedAtMs: startMs, ...changes },
    startMs,
    Buffer.alloc(12, 1),
  );

const open = async (receipt: unknown, service = aConsentService()) => {
  const answer = await service.call('POST /v1/receipts', { body: { receipt } });
  return { ...answer, body: JSON.parse(answer.body), service };
};

test('a receipt says who confirmed what', async () => {
  const { statusCode, body } = await open(seal({ callerState: 'class_id=123' }));

  expect(statusCode).toBe(200);
  expect(body).toEqual({
    openid,
    scene: 1001,
    callerState: 'class_id=123',
    assurance: 'browser',
    confirmedAt: '2026-11-23T00:00:00.000Z',
  });
});

test('it may be opened again while it lives, and no longer', async () => {
  const service = aConsentService();
  const receipt = seal();

  service.clock.advance(10 * 60_000 - 1);
  expect((await open(receipt, service)).statusCode).toBe(200);
  expect((await open(receipt, service)).statusCode).toBe(200);

  service.clock.advance(1);
  expect(await open(receipt, service)).toMatchObject({
    statusCode: 410,
    body: { code: 'receipt_expired' },
  });
});

const whole = seal();
const variants: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['cut', whole.slice(0, -1)],
  ['longer', `${whole}A`],
  ['of another version', `Ag${whole.slice(2)}`],
  ['of an unknown key', seal().replace(/^AQE/, 'AQI')],
  ['of another account', seal({}, 'wxfedcba9876543210')],
  ['padded', `${whole}==`],
  ['in another alphabet', `${whole.slice(0, -1)}+`],
  ['too short for a seal', 'AQ'],
  ['a reserved', '1'.repeat(124)],
  ...Array.from({ length: 20 }, (_, n) => {
    const at = Math.floor((n * (whole.length - 1)) / 20);
    return [
      `changed at ${at}`,
      `${whole.slice(0, at)}${whole[at] === 'B' ? 'C' : 'B'}${whole.slice(at + 1)}`,
    ] as const;
  }),
];

test.each(variants)('a receipt that is %s is refused without a reason', async (_, receipt) => {
  const { statusCode, body, service } = await open(receipt);

  expect(statusCode).toBe(400);
  expect(body).toMatchObject({ code: 'invalid_request', detail: 'receipt is not one of ours' });
  expect(service.output.logged()).toEqual([
    { level: 'WARN', event: 'receipt.refused', reason: 'invalid' },
  ]);
});

test.each<[unknown, string]>([
  [undefined, 'receipt is missing'],
  [7, 'receipt must be a string, got number'],
  ['x'.repeat(2_049), 'receipt must be at most 2048 characters, got 2049'],
])('a receipt of %j is refused by its form', async (receipt, detail) => {
  expect(await open(receipt)).toMatchObject({ statusCode: 400, body: { detail } });
});

test('the log knows what was opened, not for whom and not the receipt', async () => {
  const { service } = await open(seal());

  expect(service.output.logged()).toEqual([
    { level: 'INFO', event: 'receipt.opened', scene: 1001, assurance: 'browser' },
  ]);
});
