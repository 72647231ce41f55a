import * as v from 'valibot';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';

/** One key as the parameter holds it. The secret is base64, 32 bytes, and shown nowhere. */
export type ListedKey = {
  readonly kid: string;
  readonly secret: string;
  readonly signsFromMs: number;
};

const schema = v.object({
  keys: v.array(v.object({ kid: v.string(), secret: v.string(), signsFrom: v.string() })),
});

/** Undefined when the functions could not read it either. */
export const parseKeyList = (text: string): readonly ListedKey[] | undefined => {
  try {
    parseSealingKeys(text);
    return v.parse(schema, JSON.parse(text)).keys.map(({ kid, secret, signsFrom }) => ({
      kid,
      secret,
      signsFromMs: Date.parse(signsFrom),
    }));
  } catch {
    return undefined;
  }
};

export const writeKeyList = (keys: readonly ListedKey[]): string =>
  JSON.stringify({
    keys: keys.map(({ kid, secret, signsFromMs }) => ({
      kid,
      secret,
      signsFrom: new Date(signsFromMs).toISOString(),
    })),
  });
