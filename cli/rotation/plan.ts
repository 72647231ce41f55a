import { tombstoneSeconds } from '../../src/domain/credit.ts';
import type { ListedKey } from './key-list.ts';

/** Functions read the keys again after five minutes: twice that, and each of them knows the new one. */
export const publishBeforeMs = 10 * 60_000;

/** Longer than any link may live (7 days, bound to an openid): what a tombstone lasts as well. */
export const oldestLinkMs = tombstoneSeconds * 1000;

/** A parameter of the standard tier holds 4 KB: far more, and nobody needs as many. */
const mostKeys = 16;

export type KeyRole = 'signs' | 'waits' | 'opens';

export type KeyView = {
  readonly kid: string;
  readonly signsFromMs: number;
  readonly role: KeyRole;
  /** From when on nothing that it has sealed can still come back; undefined until it has a successor. */
  readonly retireFromMs: number | undefined;
};

export type Plan =
  | { readonly status: 'publish'; readonly key: ListedKey; readonly keys: readonly ListedKey[] }
  | { readonly status: 'retire'; readonly kid: string; readonly keys: readonly ListedKey[] }
  | { readonly status: 'waiting'; readonly kid: string; readonly signsFromMs: number }
  | { readonly status: 'too_many' }
  | { readonly status: 'no_such_key' }
  | { readonly status: 'in_use' }
  | { readonly status: 'too_soon'; readonly retireFromMs: number };

/** What each key of the list does now, oldest first. */
export const viewKeys = (keys: readonly ListedKey[], nowMs: number): readonly KeyView[] => {
  const sorted = [...keys].sort((a, b) => a.signsFromMs - b.signsFromMs);
  const signing = sorted.findLast(({ signsFromMs }) => signsFromMs <= nowMs);
  return sorted.map(({ kid, signsFromMs }, index) => {
    const successor = sorted[index + 1];
    const role = kid === signing?.kid ? 'signs' : signsFromMs > nowMs ? 'waits' : 'opens';
    const retireFromMs = successor && successor.signsFromMs + oldestLinkMs;
    return { kid, signsFromMs, role, retireFromMs };
  });
};

/** One more key, known to every function before it signs. */
export const planPublish = (keys: readonly ListedKey[], secret: string, nowMs: number): Plan => {
  const waiting = viewKeys(keys, nowMs).find(({ role }) => role === 'waits');
  if (waiting !== undefined) {
    return { status: 'waiting', kid: waiting.kid, signsFromMs: waiting.signsFromMs };
  }
  if (keys.length >= mostKeys) return { status: 'too_many' };
  const key = { kid: nextKid(keys), secret, signsFromMs: nowMs + publishBeforeMs };
  return { status: 'publish', key, keys: [...keys, key] };
};

/** Takes out a key once nothing that it has sealed can still come back. */
export const planRetire = (keys: readonly ListedKey[], kid: string, nowMs: number): Plan => {
  const key = viewKeys(keys, nowMs).find((view) => view.kid === kid);
  if (key === undefined) return { status: 'no_such_key' };
  if (key.role !== 'opens' || key.retireFromMs === undefined) return { status: 'in_use' };
  if (nowMs < key.retireFromMs) return { status: 'too_soon', retireFromMs: key.retireFromMs };
  return { status: 'retire', kid, keys: keys.filter((each) => each.kid !== kid) };
};

/** Two hex digits, the one after the newest that nobody has. */
const nextKid = (keys: readonly ListedKey[]): string => {
  const taken = new Set(keys.map(({ kid }) => Number.parseInt(kid, 16)));
  const newest = [...keys].sort((a, b) => b.signsFromMs - a.signsFromMs)[0];
  let next = newest === undefined ? 1 : Number.parseInt(newest.kid, 16);
  do next = (next + 1) % 256;
  while (taken.has(next));
  return next.toString(16).padStart(2, '0');
};
