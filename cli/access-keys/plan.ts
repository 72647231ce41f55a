import { createHash } from 'node:crypto';
import {
  type AccessKeyList,
  type ListedAccessKey,
  mostBytes,
  writeAccessKeyList,
} from './key-list.ts';

/** What a new key of a back end is made of. */
export type NewKey = {
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Buffer;
  readonly scopes: readonly string[];
  /** Undefined: until it is revoked. */
  readonly validUntilMs: number | undefined;
};

export type Plan =
  | {
      readonly status: 'planned';
      readonly keys: AccessKeyList;
      readonly key: ListedAccessKey;
      /** What the back end sends; the list holds its hash alone. */
      readonly secretKey: string;
      /** The key that it takes the place of, with the end that it now has. */
      readonly old?: ListedAccessKey;
    }
  | { readonly status: 'exists' | 'no_such_key' | 'expired' | 'too_many' };

export const planAdd = (keys: AccessKeyList, made: NewKey): Plan => {
  if (keys.some(({ id }) => id === made.id)) return { status: 'exists' };
  const secretKey = `yici_${made.id}_${made.secret.toString('hex')}`;
  const key: ListedAccessKey = {
    id: made.id,
    sha256: createHash('sha256').update(secretKey).digest('hex'),
    scopes: [...made.scopes],
    ...(made.validUntilMs === undefined ? {} : { validUntil: iso(made.validUntilMs) }),
  };
  const longer = [...keys, key];
  return writeAccessKeyList(longer).length > mostBytes
    ? { status: 'too_many' }
    : { status: 'planned', keys: longer, key, secretKey };
};

/** One more key with the same scopes; the old one goes on for a while, so that a caller never stands without. */
export const planRotate = (
  keys: AccessKeyList,
  oldId: string,
  {
    secret,
    validUntilMs,
    overlapMs,
  }: Pick<NewKey, 'secret' | 'validUntilMs'> & {
    readonly overlapMs: number;
  },
  nowMs: number,
): Plan => {
  const old = keys.find(({ id }) => id === oldId);
  if (old === undefined) return { status: 'no_such_key' };
  const endsMs = validUntil(old);
  if (endsMs <= nowMs) return { status: 'expired' };
  const ending = { ...old, validUntil: iso(Math.min(endsMs, nowMs + overlapMs)) };
  const plan = planAdd(
    keys.map((key) => (key === old ? ending : key)),
    { id: nextId(keys, oldId), secret, scopes: old.scopes, validUntilMs },
  );
  return plan.status === 'planned' ? { ...plan, old: ending } : plan;
};

/** Undefined when there is no such key. */
export const withoutKey = (keys: AccessKeyList, id: string): AccessKeyList | undefined => {
  const fewer = keys.filter((key) => key.id !== id);
  return fewer.length === keys.length ? undefined : fewer;
};

export type KeyState = 'valid' | 'waits' | 'expired';

export const stateOf = (key: ListedAccessKey, nowMs: number): KeyState => {
  if (nowMs >= validUntil(key)) return 'expired';
  return key.validFrom !== undefined && nowMs < Date.parse(key.validFrom) ? 'waits' : 'valid';
};

const validUntil = (key: ListedAccessKey): number =>
  key.validUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.validUntil);

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

/** `shop`, `shop2`, `shop3`: an id is in the access log, so each key has its own. */
const nextId = (keys: AccessKeyList, oldId: string): string => {
  const [, stem = '', number] = /^(.*?)(\d*)$/.exec(oldId) ?? [];
  for (let next = Number(number || 1) + 1; ; next += 1) {
    const digits = String(next);
    const id = stem.slice(0, 32 - digits.length) + digits;
    if (keys.every((key) => key.id !== id)) return id;
  }
};
