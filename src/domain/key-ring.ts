import { createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto';
import { Misconfigured } from './errors.ts';

/** Independent keys are derived from one secret, so that no use of one says anything of another. */
export type KeyPurpose = 'ticket' | 'receipt';

export type SealingKey = {
  /** Two hex digits, sealed into every ticket and receipt. */
  readonly kid: string;
  /** 32 bytes. As a KeyObject: from bytes, Node 24 makes one for each HMAC, which takes five times as long. */
  readonly derive: (purpose: KeyPurpose) => KeyObject;
  /** Keyed hash of whom a ticket is tied to. 16 hex digits. */
  readonly bind: (holder: string) => string;
};

export type KeyRing = {
  /** The newest key that may already sign: a key is published before it signs. */
  readonly signingKey: (nowMs: number) => SealingKey;
  readonly find: (kid: string) => SealingKey | undefined;
};

const sealingKey = (kid: string, secret: Buffer): SealingKey => {
  const derived = (purpose: KeyPurpose | 'binding') =>
    Buffer.from(hkdfSync('sha256', secret, '', `yici/${purpose}/v1`, 32));
  const keys = {
    ticket: createSecretKey(derived('ticket')),
    receipt: createSecretKey(derived('receipt')),
  };
  const bindingKey = derived('binding').toString('hex');
  return {
    kid,
    derive: (purpose) => keys[purpose],
    // SHA-3 may be keyed by a prefix, as KMAC does it, and takes a third of an HMAC's time
    bind: (holder) => hash('sha3-256', bindingKey + holder, 'hex').slice(0, 16),
  };
};

/**
 * @param keys each with a kid of its own; `secret` is 32 random bytes
 * @throws Misconfigured when none is there or a kid is there twice
 */
export const keyRing = (
  keys: readonly { readonly kid: string; readonly secret: Buffer; readonly signsFromMs: number }[],
): KeyRing => {
  const byKid = new Map(keys.map(({ kid, secret }) => [kid, sealingKey(kid, secret)]));
  if (keys.length === 0 || byKid.size !== keys.length) {
    throw new Misconfigured('the sealing keys must be a list of keys with distinct kids');
  }
  const newestFirst = [...keys].sort((a, b) => b.signsFromMs - a.signsFromMs);
  return {
    signingKey: (nowMs) => {
      const kid = newestFirst.find(({ signsFromMs }) => signsFromMs <= nowMs)?.kid;
      const key = kid === undefined ? undefined : byKid.get(kid);
      if (key === undefined) throw new Misconfigured('no sealing key may sign yet');
      return key;
    },
    find: (kid) => byKid.get(kid),
  };
};
