import * as v from 'valibot';
import { parseAccessKeys } from '../../src/aws/access-keys.ts';

const schema = v.object({
  keys: v.array(
    v.object({
      id: v.string(),
      sha256: v.string(),
      scopes: v.array(v.string()),
      validFrom: v.optional(v.string()),
      validUntil: v.optional(v.string()),
    }),
  ),
});

/** The access keys as the parameter holds them: hashes, and times in RFC 3339. */
export type AccessKeyList = readonly ListedAccessKey[];
export type ListedAccessKey = v.InferOutput<typeof schema>['keys'][number];

/** A parameter of the standard tier: about twenty keys. */
export const mostBytes = 4096;

/** Undefined when the function could not read it either. */
export const parseAccessKeyList = (text: string): AccessKeyList | undefined => {
  try {
    parseAccessKeys(text);
    return v.parse(schema, JSON.parse(text)).keys;
  } catch {
    return undefined;
  }
};

export const writeAccessKeyList = (keys: AccessKeyList): string => JSON.stringify({ keys });
