import { Misconfigured } from '../domain/errors.ts';
import { type KeyRing, keyRing } from '../domain/key-ring.ts';
import { parseUtcTime } from './rfc3339.ts';

/**
 * @param json `{"keys":[{"kid":"01","secret":"<base64, 32 bytes>","signsFrom":"<RFC 3339, UTC>"}]}`
 * @throws Misconfigured; never shows what it read
 */
export const parseSealingKeys = (json: string): KeyRing => {
  const keys = readKeys(json);
  if (keys === undefined) {
    throw new Misconfigured('the sealing keys are not in the documented form');
  }
  return keyRing(keys);
};

const readKeys = (json: string) => {
  try {
    const { keys } = JSON.parse(json) as { readonly keys: readonly Record<string, unknown>[] };
    return keys.map(({ kid, secret, signsFrom }) => {
      const bytes = Buffer.from(String(secret), 'base64');
      const signsFromMs = parseUtcTime(signsFrom);
      if (!/^[0-9a-f]{2}$/.test(String(kid)) || bytes.length !== 32 || Number.isNaN(signsFromMs)) {
        throw new Error('malformed');
      }
      return { kid: String(kid), secret: bytes, signsFromMs };
    });
  } catch {
    // the parser's own message would quote the secret that it could not read
    return undefined;
  }
};
