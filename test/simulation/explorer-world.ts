import type { AccessToken } from '../../src/domain/access-token.ts';
import type { CreditKey } from '../../src/domain/credit.ts';
import type { CreditStore, FetchedToken, RefreshLock } from '../../src/use-cases/ports.ts';
import { startMs } from '../support/builders.ts';
import { type CreditRow, memoryCredits, rowKey } from '../support/memory-credits.ts';
import { memoryLock } from '../support/memory-token.ts';
import { createLedger, type Ledger, ledgerOf } from './explorer-ledger.ts';
import type { Alterations } from './mutants.ts';

/** `strict`: one chance per scene, set by a confirm and used up by a send. `lax` delivers everything. */
export type WechatKind = 'strict' | 'lax';

/** How the access_token stands when the run starts. */
export type TokenStart =
  /** Stored, and WeChat takes it. */
  | 'good'
  | 'absent'
  /** WeChat takes another one by now. */
  | 'superseded'
  /** WeChat refuses it, and yet hands it out again: only force_refresh helps. */
  | 'revoked';

export type World = {
  nowMs: number;
  /** Where writes come late, what is told apart by time does not happen at one moment. */
  readonly tick: () => void;
  readonly rows: Map<string, CreditRow>;
  readonly credits: CreditStore;
  readonly ledger: Ledger;
  readonly wechat: {
    readonly kind: WechatKind;
    readonly chances: Record<string, boolean>;
    /** Delivers the message, or says why not. */
    readonly post: (key: CreditKey, accessToken: string) => 0 | 43101 | 40001;
    readonly confirm: (key: CreditKey) => void;
    readonly fetchToken: (force: boolean) => FetchedToken;
    readonly tokenExpiryMs: (accessToken: string) => number;
  };
  readonly lock: RefreshLock;
  stored: AccessToken | undefined;
  readonly state: () => string;
};

const tokenLifeMs = 7_200_000;
/** stable_token hands out a new token in the last five minutes only. */
const renewalMs = 300_000;

export const fingerprintOf = (accessToken: string): string => `print of ${accessToken}`;
/** Looked for in everything that leaves a process. */
export const secretMark = 'SECRET';
const tokenName = (serial: number): string => `${secretMark}-token-${serial}`;

export const createWorld = ({
  wechat: kind,
  token,
  lateWrites,
  alterations: { alterCredits, alterLock, tokenOutlivesItselfByMs = 0 },
}: {
  readonly wechat: WechatKind;
  readonly token: TokenStart;
  readonly lateWrites: boolean;
  readonly alterations: Alterations;
}): World => {
  const rows = new Map<string, CreditRow>();
  const ledger = createLedger();
  const chances: Record<string, boolean> = {};
  const expiries: number[] = [startMs + tokenLifeMs];
  const revoked = token === 'revoked' ? [0] : [];
  const lockCalls: string[] = [];
  const newest = () => expiries.length - 1;
  const renew = (nowMs: number) => expiries.push(nowMs + tokenLifeMs);
  if (token === 'superseded') renew(startMs);

  const credits = memoryCredits(rows);
  const lock = noted(memoryLock(), lockCalls);
  const world: World = {
    nowMs: startMs,
    tick: () => {
      if (lateWrites) world.nowMs += 1;
    },
    rows,
    credits: { ...credits, ...alterCredits?.(credits, rows, () => world.nowMs) },
    ledger,
    wechat: {
      kind,
      chances,
      post: (key, accessToken) => {
        const isTaken =
          accessToken === tokenName(newest()) &&
          !revoked.includes(newest()) &&
          (expiries[newest()] ?? 0) > world.nowMs;
        if (!isTaken) return 40001;
        if (kind === 'strict' && chances[rowKey(key)] !== true) return 43101;
        chances[rowKey(key)] = false;
        return 0;
      },
      confirm: (key) => {
        ledgerOf(ledger, key).taps += 1;
        chances[rowKey(key)] = true;
      },
      fetchToken: (force) => {
        if (force || (expiries[newest()] ?? 0) - world.nowMs <= renewalMs) renew(world.nowMs);
        const remainingMs = (expiries[newest()] ?? 0) - world.nowMs;
        return {
          status: 'fetched',
          accessToken: tokenName(newest()),
          expiresInSeconds: Math.floor(remainingMs / 1000),
        };
      },
      tokenExpiryMs: (accessToken) =>
        expiries[expiries.findIndex((_, serial) => tokenName(serial) === accessToken)] ?? 0,
    },
    lock: { ...lock, ...alterLock?.(lock) },
    stored:
      token === 'absent'
        ? undefined
        : {
            accessToken: tokenName(0),
            fingerprint: fingerprintOf(tokenName(0)),
            fetchedAtMs: startMs,
            expiresAtMs: startMs + tokenLifeMs + tokenOutlivesItselfByMs,
          },
    state: () =>
      JSON.stringify([
        world.nowMs,
        [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
        chances,
        expiries,
        world.stored?.fingerprint,
        lockCalls,
        ledger,
      ]),
  };
  return world;
};

/** The lock is what its calls have made of it. */
const noted = (lock: RefreshLock, calls: string[]): RefreshLock => ({
  take: (...given) => {
    calls.push(`take ${given.join(' ')}`);
    return lock.take(...given);
  },
  leave: (...given) => {
    calls.push(`leave ${given.join(' ')}`);
    return lock.leave(...given);
  },
  countForce: (...given) => {
    calls.push(`count ${given.join(' ')}`);
    return lock.countForce(...given);
  },
});
