import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyRing } from '../../src/domain/key-ring.ts';
import {
  openReceipt,
  type Receipt,
  receiptLifetimeMs,
  sealReceipt,
} from '../../src/domain/receipt.ts';
import { aRing, openid, scene, startMs } from '../support/builders.ts';

const ring = aRing();
const iv = Buffer.alloc(12, 3);
const receipt: Receipt = {
  openid,
  scene,
  callerState: 'class_id=123',
  assurance: 'browser',
  confirmedAtMs: startMs - 5_000,
};
const text = sealReceipt(ring, 'wx1', receipt, startMs, iv);

describe('the receipt', () => {
  it('says who confirmed what to whoever holds the key', () => {
    expect(openReceipt(ring, 'wx1', text, startMs)).toEqual({ status: 'valid', receipt });
  });

  it('gives back any state of the caller, and none where none was', () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }), (callerState) => {
        const sealed = sealReceipt(ring, 'wx1', { ...receipt, callerState }, startMs, iv);
        expect(openReceipt(ring, 'wx1', sealed, startMs)).toEqual({
          status: 'valid',
          receipt: { ...receipt, callerState },
        });
      }),
    );
  });

  it('needs no encoding in a URL and shows no openid', () => {
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(Buffer.from(text, 'base64url').includes(openid)).toBe(false);
  });

  it('lives for ten minutes', () => {
    expect(openReceipt(ring, 'wx1', text, startMs + receiptLifetimeMs - 1).status).toBe('valid');
    expect(openReceipt(ring, 'wx1', text, startMs + receiptLifetimeMs).status).toBe('expired');
  });

  it('does not open when any byte is changed, nor when it is cut', () => {
    const bytes = Buffer.from(text, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openReceipt(ring, 'wx1', changed.toString('base64url'), startMs).status).toBe(
        'invalid',
      );
      const cut = bytes.subarray(0, at).toString('base64url');
      expect(openReceipt(ring, 'wx1', cut, startMs).status).toBe('invalid');
    }
  });

  it.each(['', 'A', '!!!!', `${text}=`, `${text} `, '{"openid":"x"}'])('is not %j', (other) => {
    expect(openReceipt(ring, 'wx1', other, startMs).status).toBe('invalid');
  });

  it('does not open for another account or with another key', () => {
    const other = keyRing([{ kid: '01', secret: Buffer.alloc(32, 8), signsFromMs: 0 }]);

    expect(openReceipt(ring, 'wx2', text, startMs).status).toBe('invalid');
    expect(openReceipt(other, 'wx1', text, startMs).status).toBe('invalid');
  });
});
