import { type Scope, scopes } from '../../lib/routes.ts';
import { usageFailure } from '../failure.ts';
import { parseTime } from '../values.ts';
import { keysWords } from '../words/keys.ts';

/** As the authorizer reads it out of a key, where `_` parts the id from the secret. */
export const readKeyId = (value: string | undefined): string => {
  if (value === undefined || !/^[a-z0-9]{1,32}$/.test(value))
    throw usageFailure(keysWords.nameForm);
  return value;
};

/** `send,read`, each once. */
export const readScopes = (value = ''): readonly Scope[] => {
  const named = new Set(value.split(',').map((scope) => scope.trim()));
  const known = scopes.filter((scope) => named.has(scope));
  if (known.length === 0 || known.length < named.size) throw usageFailure(keysWords.scopesForm);
  return known;
};

/** `90d`, or a time to come. */
export const readExpiry = (value: string, nowMs: number): number => {
  const days = /^([1-9]\d{0,3})d$/.exec(value)?.[1];
  const timeMs = days === undefined ? parseTime(value) : nowMs + Number(days) * 86_400_000;
  if (timeMs === undefined || timeMs <= nowMs) throw usageFailure(keysWords.expiryForm);
  return timeMs;
};
