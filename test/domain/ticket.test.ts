import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from '../../src/domain/key-ring.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { type Holder, openTicket, type Sealed, sealTicket } from '../../src/domain/ticket.ts';
import { aRing, openid, otherOpenid, scene, startMs } from '../support/builders.ts';

const ring = aRing();
const browser: Holder = { kind: 'browser', secret: 'a'.repeat(32) };
const sealed: Sealed = { appid: 'wx1', templateId: 'template', scene, pathState: 'ZGVtbw' };
const ticket = {
  door: 'redirect',
  holder: browser,
  issuedAtMs: startMs,
  lifetimeSeconds: 1_800,
  nonce: '0123456789abcdef0123',
} as const;
const reserved = sealTicket(ring, ticket, sealed);

const hex = (length: number) =>
  fc
    .uint8Array({ minLength: length / 2, maxLength: length / 2 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));

describe('the sealed ticket', () => {
  it('fits into reserved, whatever is sealed: a-zA-Z0-9, at most 128 bytes', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.integer({ min: 0, max: 10_000 }),
        fc.string(),
        fc.integer({ min: 0, max: 2 ** 41 }),
        hex(20),
        (appid, templateId, sceneNumber, pathState, issuedAtMs, nonce) => {
          const context = { appid, templateId, scene: parseScene(sceneNumber), pathState };
          const text = sealTicket(ring, { ...ticket, issuedAtMs, nonce }, context);

          expect(text).toMatch(/^[0-9a-f]{124}$/);
          expect(openTicket(ring, text, context)?.order).toBe(
            issuedAtMs.toString(16).padStart(12, '0') + nonce,
          );
        },
      ),
    );
  });

  it('opens with what it was sealed with', () => {
    const opened = openTicket(ring, reserved, sealed);

    expect(opened).toMatchObject({
      door: 'redirect',
      holder: 'browser',
      expiresAtMs: startMs + 1_800_000,
    });
    expect(opened?.isHeldBy(browser)).toBe(true);
  });

  it('is spelled as it has always been: links that are on their way stay good', () => {
    const known =
      '101101a0c4506c006ab142880123456789abcdef0123a345e84a61ac7fa6' +
      '3ed3cde61b99836a63450b839d9f02bc3e13108c8bcca51d56c953330b445cea';

    expect(sealTicket(ring, { ...ticket, issuedAtMs: 1_790_000_000_000 }, sealed)).toBe(known);
    expect(openTicket(ring, known, sealed)?.order).toBe('01a0c4506c000123456789abcdef0123');
  });

  it.each(['redirect', 'relay'] as const)('says that it is for the %s door', (door) => {
    for (const holder of [browser, { kind: 'openid', openid } as const]) {
      const text = sealTicket(ring, { ...ticket, door, holder }, sealed);
      expect(openTicket(ring, text, sealed)).toMatchObject({ door, holder: holder.kind });
    }
  });

  it('is held by no other browser and no other user', () => {
    const bound = sealTicket(ring, { ...ticket, holder: { kind: 'openid', openid } }, sealed);

    const other = { kind: 'browser', secret: 'b'.repeat(32) } as const;
    expect(openTicket(ring, reserved, sealed)?.isHeldBy(other)).toBe(false);
    const opened = openTicket(ring, bound, sealed);
    expect(opened?.isHeldBy({ kind: 'openid', openid })).toBe(true);
    expect(opened?.isHeldBy({ kind: 'openid', openid: otherOpenid })).toBe(false);
    expect(opened?.isHeldBy({ kind: 'browser', secret: openid })).toBe(false);
  });

  it('does not open when any one digit is changed', () => {
    for (let at = 0; at < reserved.length; at += 1) {
      for (const digit of '0123456789abcdef') {
        if (reserved[at] === digit) continue;
        const changed = reserved.slice(0, at) + digit + reserved.slice(at + 1);
        expect(openTicket(ring, changed, sealed), `digit ${at} as ${digit}`).toBeUndefined();
      }
    }
  });

  it('does not open for another account, template, scene or path', () => {
    const changes: Partial<Sealed>[] = [
      { appid: 'wx2' },
      { templateId: 'other' },
      { scene: parseScene(1002) },
      { pathState: 'b3RoZXI' },
      { pathState: '' },
      // the same text cut elsewhere
      { appid: 'wx1template', templateId: '' },
    ];
    for (const change of changes) {
      expect(openTicket(ring, reserved, { ...sealed, ...change })).toBeUndefined();
    }
  });

  it.each([
    ['nothing', ''],
    ['upper case', reserved.toUpperCase()],
    ['one digit too few', reserved.slice(1)],
    ['one digit too many', `${reserved}0`],
    ['a line feed at the end', `${reserved}\n`],
    ['full-width digits', reserved.replace('1', '１')],
    ['full-width digits in the seal', `${reserved.slice(0, -1)}１`],
    [
      'digits of which only the low byte is right',
      reserved.slice(0, 60) +
        [...reserved.slice(60)]
          .map((digit) => String.fromCharCode(0x100 + digit.charCodeAt(0)))
          .join(''),
    ],
    ['lone surrogates in the seal', reserved.slice(0, 60) + '\ud800'.repeat(64)],
    ['another version', reserved.replace('1', '2')],
  ])('does not open %s', (_, text) => {
    expect(openTicket(ring, text, sealed)).toBeUndefined();
  });

  it('does not open what another key has sealed under the same kid', () => {
    const other = keyRing([{ kid: '01', secret: Buffer.alloc(32, 8), signsFromMs: 0 }]);

    expect(openTicket(other, reserved, sealed)).toBeUndefined();
  });

  it('does not open under an unknown kid', () => {
    const other = keyRing([{ kid: '02', secret: Buffer.alloc(32, 7), signsFromMs: 0 }]);

    expect(openTicket(other, reserved, sealed)).toBeUndefined();
  });

  it('orders two tickets of one millisecond by their nonces', () => {
    const nonces = ['0'.repeat(20), 'f'.repeat(20)];
    const [first, second] = nonces.map(
      (nonce) => openTicket(ring, sealTicket(ring, { ...ticket, nonce }, sealed), sealed)?.order,
    );

    expect(first && second && first < second).toBe(true);
  });

  it('orders a later ticket after an earlier one, across every change of length in decimal', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 41),
        fc.integer({ min: 1, max: 1e9 }),
        hex(20),
        hex(20),
        (at, later, a, b) => {
          const order = (issuedAtMs: number, nonce: string) =>
            openTicket(ring, sealTicket(ring, { ...ticket, issuedAtMs, nonce }, sealed), sealed)
              ?.order ?? '';
          expect(order(at, a) < order(at + later, b)).toBe(true);
        },
      ),
    );
  });
});

describe('the key ring', () => {
  const old = { kid: '01', secret: Buffer.alloc(32, 1), signsFromMs: 0 };
  const next = { kid: '02', secret: Buffer.alloc(32, 2), signsFromMs: startMs };

  it('publishes a key before it signs with it', () => {
    const rotated = keyRing([next, old]);

    expect(rotated.signingKey(startMs - 1).kid).toBe('01');
    expect(rotated.signingKey(startMs).kid).toBe('02');
    expect(rotated.find('02')?.kid).toBe('02');
  });

  it('opens what the old key sealed, and a reader with the new ring what the old ring sealed', () => {
    const text = sealTicket(keyRing([old]), ticket, sealed);

    expect(openTicket(keyRing([old, next]), text, sealed)?.order).toMatch(/^[0-9a-f]{32}$/);
    expect(openTicket(keyRing([next]), text, sealed)).toBeUndefined();
  });

  it('uses other keys for tickets, holders and receipts', () => {
    const key = ring.signingKey(startMs);
    const derived = (['ticket', 'receipt'] as const).map((purpose) =>
      key.derive(purpose).export().toString('hex'),
    );
    const bound = ['', ...derived].map((prefix) => hash('sha3-256', `${prefix}a holder`, 'hex'));

    expect(new Set(derived).size).toBe(2);
    expect(derived).not.toContain(Buffer.alloc(32, 7).toString('hex'));
    expect(bound.map((digits) => digits.slice(0, 16))).not.toContain(key.bind('a holder'));
  });

  it('ties to a holder by its own secret', () => {
    const [mine, other] = [old, next].map((key) => keyRing([key]).signingKey(startMs));

    expect(mine?.bind('a holder')).toMatch(/^[0-9a-f]{16}$/);
    expect(mine?.bind('a holder')).not.toBe(mine?.bind('another'));
    expect(mine?.bind('a holder')).not.toBe(other?.bind('a holder'));
  });

  it('is refused when it is empty, has a kid twice, or no key that may sign', () => {
    expect(() => keyRing([])).toThrow('distinct kids');
    expect(() => keyRing([old, { ...next, kid: '01' }])).toThrow('distinct kids');
    expect(() => keyRing([next]).signingKey(startMs - 1)).toThrow('no sealing key may sign yet');
  });
});
