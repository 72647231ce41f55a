import type { AccessKey } from '../domain/access-key.ts';
import { Misconfigured } from '../domain/errors.ts';
import { parseUtcTime } from './rfc3339.ts';

/**
 * @param json `{"keys":[{"id":"shop1","sha256":"<64 hex digits>","scopes":["send","read"],
 *   "validFrom"?:"<RFC 3339, UTC>","validUntil"?:"<RFC 3339, UTC>"}]}`; a caller that changes its
 *   key has two of them for as long as that takes
 * @throws Misconfigured; never shows what it read
 */
export const parseAccessKeys = (json: string): readonly AccessKey[] => {
  const keys = readKeys(json);
  if (keys === undefined || new Set(keys.map(({ id }) => id)).size !== keys.length) {
    throw new Misconfigured('the access keys are not in the documented form');
  }
  return keys;
};

const readKeys = (json: string): readonly AccessKey[] | undefined => {
  try {
    const { keys } = JSON.parse(json) as { readonly keys: readonly Record<string, unknown>[] };
    return keys.map(({ id, sha256, scopes, validFrom, validUntil }) => ({
      id: matching(/^[a-z0-9]{1,32}$/, id),
      hash: Buffer.from(matching(/^[0-9a-f]{64}$/, sha256), 'hex'),
      scopes: readScopes(scopes),
      validFromMs: validFrom === undefined ? 0 : readTime(validFrom),
      validUntilMs: validUntil === undefined ? Number.POSITIVE_INFINITY : readTime(validUntil),
    }));
  } catch {
    // the parser's own message would quote what it could not read
    return undefined;
  }
};

const matching = (pattern: RegExp, value: unknown): string => {
  if (typeof value !== 'string' || !pattern.test(value)) throw new Error('malformed');
  return value;
};

/** A 13th month is no time, and a key that ends at no time would never end. */
const readTime = (value: unknown): number => {
  const timeMs = parseUtcTime(value);
  if (Number.isNaN(timeMs)) throw new Error('malformed');
  return timeMs;
};

const readScopes = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw new Error('malformed');
  return value.map((scope) => matching(/^[a-z]{1,16}$/, scope));
};
