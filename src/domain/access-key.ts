import { createHash, timingSafeEqual } from 'node:crypto';

/** A key of one of the owner's back ends, as it is kept: its hash, what it opens, and when. */
export type AccessKey = {
  readonly id: string;
  /** SHA-256 of the whole key. */
  readonly hash: Buffer;
  readonly scopes: readonly string[];
  readonly validFromMs: number;
  /** Infinity while nobody has set an end. */
  readonly validUntilMs: number;
};

export type KeyDecision =
  | { readonly status: 'allowed'; readonly id: string }
  | {
      readonly status: 'refused';
      readonly reason: 'malformed' | 'unknown' | 'not_yet_valid' | 'expired' | 'scope';
      /** Only of a key whose secret was right: any other may be a secret in the wrong place. */
      readonly id?: string;
    };

/** `Bearer yici_<id>_<secret>`: the secret is 32 random bytes in hex. */
const bearer = /^[Bb]earer +(yici_([a-z0-9]{1,32})_[0-9a-f]{64})$/;

/** Stands in for the hash of a key that does not exist, so that looking for one takes as long. */
const nobodysHash = Buffer.alloc(32);

/**
 * Whether this `Authorization` header opens what this scope is asked for.
 *
 * One SHA-256 is enough: a slow hash is there for secrets that people choose and others can guess,
 * and nobody guesses 256 random bits, however fast. A slow one would only make each first call of a
 * back end wait, and let strangers burn our time.
 */
export const decideByKey = (
  keys: readonly AccessKey[],
  authorization: string,
  scope: string | undefined,
  nowMs: number,
): KeyDecision => {
  const [, key, id] = bearer.exec(authorization) ?? [];
  if (key === undefined || id === undefined) return { status: 'refused', reason: 'malformed' };
  const known = keys.find((one) => one.id === id);
  const isRight = timingSafeEqual(hashOf(key), known?.hash ?? nobodysHash);
  if (known === undefined || !isRight) return { status: 'refused', reason: 'unknown' };
  if (nowMs < known.validFromMs) return { status: 'refused', reason: 'not_yet_valid', id };
  if (nowMs >= known.validUntilMs) return { status: 'refused', reason: 'expired', id };
  if (scope === undefined || !known.scopes.includes(scope)) {
    return { status: 'refused', reason: 'scope', id };
  }
  return { status: 'allowed', id };
};

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
