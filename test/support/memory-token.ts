import type { AccessToken } from '../../src/domain/access-token.ts';
import type { AccessTokenParameter, RefreshLock } from '../../src/use-cases/ports.ts';

/** Parameter Store in memory; every call gives way once, as a network would. */
export const memoryParameter = () => {
  let stored: AccessToken | undefined;
  let writes = 0;
  const parameter: AccessTokenParameter = {
    read: async () => {
      await Promise.resolve();
      return stored;
    },
    write: async (token) => {
      await Promise.resolve();
      writes += 1;
      stored = token;
    },
  };
  return {
    parameter,
    writes: () => writes,
    put: (token: AccessToken | undefined) => {
      stored = token;
    },
  };
};

/** The lock item in memory. */
export const memoryLock = (): RefreshLock => {
  let held: { readonly owner: string; readonly untilMs: number } | undefined;
  let forced = { day: -1, atMs: Number.NEGATIVE_INFINITY, count: 0 };
  return {
    take: async (owner, nowMs, untilMs) => {
      if (held !== undefined && held.untilMs > nowMs && held.owner !== owner) return false;
      held = { owner, untilMs };
      return true;
    },
    leave: async (owner) => {
      if (held?.owner === owner) held = undefined;
    },
    countForce: async (owner, nowMs) => {
      const day = Math.floor((nowMs + 8 * 3_600_000) / 86_400_000);
      const count = forced.day === day ? forced.count : 0;
      if (held?.owner !== owner || nowMs - forced.atMs < 30_000 || count >= 10) return false;
      forced = { day, atMs: nowMs, count: count + 1 };
      return true;
    },
  };
};
