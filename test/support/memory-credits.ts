import {
  type Credit,
  type CreditKey,
  isUnknown,
  type LastSend,
  rememberedKeys,
  type StoredCredit,
} from '../../src/domain/credit.ts';
import type { Attempt, OpenSend } from '../../src/domain/credit-transitions.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';

export type CreditRow = { readonly stored: StoredCredit; readonly probed: boolean };

/** Under which a row is kept. */
export const rowKey = ({ openid, scene }: CreditKey): string => `${openid}/${scene}`;

/**
 * The credits in memory: the same transitions under the same conditions, held to the real engine by the contract suite.
 * @param rows where they are kept, for whoever wants to look at them without a call
 */
export const memoryCredits = (rows = new Map<string, CreditRow>()): CreditStore => {
  const found = (key: CreditKey): StoredCredit | undefined => rows.get(rowKey(key))?.stored;
  const credit = (key: CreditKey): Credit | undefined => {
    const stored = found(key);
    return stored?.kind === 'credit' ? stored : undefined;
  };

  const refused = (key: CreditKey): Attempt => ({
    written: false,
    found: found(key),
  });
  const written = (next: Credit, probed = rows.get(rowKey(next))?.probed ?? false): Attempt => {
    rows.set(rowKey(next), { stored: next, probed });
    return { written: true, credit: next };
  };

  const isOpen = ({ lastSend }: Credit, { sendId, leaseUntilMs }: OpenSend) =>
    lastSend?.sendId === sendId && lastSend.leaseUntilMs === leaseUntilMs;
  const isUnknownSend = (it: Credit, sendId: string, nowMs: number) =>
    it.lastSend?.sendId === sendId && isUnknown(it, nowMs);
  const without = (it: Credit, hashes: readonly string[]): Credit['remembered'] =>
    Object.fromEntries(Object.entries(it.remembered).filter(([hash]) => !hashes.includes(hash)));
  const withResult = (
    it: Credit,
    keyHash: string,
    result: Credit['remembered'][string]['result'],
  ): Credit['remembered'] => {
    const known = it.remembered[keyHash];
    if (known === undefined) throw new Error('no such key: DynamoDB would refuse the path');
    return { ...it.remembered, [keyHash]: { ...known, result } };
  };
  /** The last send is the one that the call speaks of: its key is the one that it was claimed with. */
  const lastSend = (it: Credit, changes: Partial<LastSend>): LastSend | undefined =>
    it.lastSend && { ...it.lastSend, leaseUntilMs: undefined, outcome: undefined, ...changes };

  return {
    record: async ({ ticket, confirmedAtMs, assurance, callerState, ...key }) => {
      const before = found(key);
      if (before !== undefined && before.ticket >= ticket) return refused(key);
      const old = before?.kind === 'credit' ? before : undefined;
      return written(
        {
          kind: 'credit',
          openid: key.openid,
          scene: key.scene,
          ticket,
          confirmed: (old?.confirmed ?? 0) + 1,
          used: old?.used ?? 0,
          confirmedAtMs,
          assurance,
          callerState,
          claimsAfter: before?.claimsAfter,
          lastSend: old?.lastSend,
          remembered: old?.remembered ?? {},
        },
        old === undefined ? false : rows.get(rowKey(key))?.probed,
      );
    },
    claim: async (claim, forget) => {
      const it = credit(claim);
      const { keyHash, sendId, fingerprint, order, nowMs, leaseUntilMs, lifetimeMs } = claim;
      if (
        it === undefined ||
        it.used >= it.confirmed ||
        (it.lastSend?.leaseUntilMs ?? nowMs) > nowMs ||
        (it.claimsAfter !== undefined && it.claimsAfter >= order) ||
        it.confirmedAtMs > order ||
        it.remembered[keyHash] !== undefined ||
        Object.keys(it.remembered).length >= rememberedKeys + forget.length ||
        (forget[0] !== undefined && it.remembered[forget[0]] === undefined) ||
        (lifetimeMs !== undefined && it.confirmedAtMs <= nowMs - lifetimeMs)
      ) {
        return refused(claim);
      }
      return written(
        {
          ...it,
          used: it.confirmed,
          claimsAfter: order,
          lastSend: { sendId, keyHash, leaseUntilMs, outcome: undefined },
          remembered: {
            ...without(it, forget),
            [keyHash]: { fingerprint, sendId, claimedAtMs: nowMs, result: undefined },
          },
        },
        false,
      );
    },
    settle: async (settlement) => {
      const it = credit(settlement);
      if (it === undefined || !isOpen(it, settlement)) return refused(settlement);
      const { keyHash, order, result } = settlement;
      return written({
        ...it,
        claimsAfter: order,
        lastSend: lastSend(it, { outcome: result.outcome }),
        remembered: withResult(it, keyHash, result),
      });
    },
    settleLate: async (settlement) => {
      const it = credit(settlement);
      const known = it?.remembered[settlement.keyHash];
      if (it === undefined || known?.sendId !== settlement.sendId || known.result !== undefined) {
        return refused(settlement);
      }
      return written({
        ...it,
        remembered: withResult(it, settlement.keyHash, settlement.result),
      });
    },
    release: async (send) => {
      const it = credit(send);
      if (it === undefined || !isOpen(it, send)) return refused(send);
      return written({
        ...it,
        used: it.used - 1,
        claimsAfter: send.order,
        lastSend: undefined,
        remembered: without(it, [send.keyHash]),
      });
    },
    reopen: async (send, nowMs, leaseUntilMs) => {
      const it = credit(send);
      if (
        it === undefined ||
        !isUnknownSend(it, send.sendId, nowMs) ||
        it.used !== it.confirmed ||
        rows.get(rowKey(send))?.probed === true
      ) {
        return refused(send);
      }
      return written({ ...it, lastSend: lastSend(it, { leaseUntilMs }) }, true);
    },
    resolve: async (resolution) => {
      const it = credit(resolution);
      const { sendId, keyHash, delivered, nowMs } = resolution;
      if (
        it === undefined ||
        !isUnknownSend(it, sendId, nowMs) ||
        (!delivered && it.used !== it.confirmed)
      ) {
        return refused(resolution);
      }
      return written(
        delivered
          ? {
              ...it,
              lastSend: lastSend(it, { outcome: 'sent' }),
              remembered: withResult(it, keyHash, { outcome: 'sent' }),
            }
          : {
              ...it,
              lastSend: lastSend(it, { outcome: 'not_delivered' }),
              used: it.used - 1,
              claimsAfter: resolution.order,
              remembered: without(it, [keyHash]),
            },
      );
    },
    resolveSuperseded: async (resolution) => {
      const it = credit(resolution);
      const { sendId, keyHash, nowMs } = resolution;
      if (it === undefined || !isUnknownSend(it, sendId, nowMs) || it.used >= it.confirmed) {
        return refused(resolution);
      }
      return written({
        ...it,
        lastSend: lastSend(it, { outcome: 'not_delivered' }),
        remembered: withResult(it, keyHash, { outcome: 'not_delivered' }),
      });
    },
    find: async (key) => credit(key),
    list: async (openid) =>
      [...rows.values()]
        .map(({ stored }) => stored)
        .filter((stored): stored is Credit => stored.kind === 'credit' && stored.openid === openid)
        .sort((a, b) => a.scene - b.scene),
    erase: async ({ openid, scene, ticket }) => {
      const key = { openid, scene };
      const it = credit(key);
      if (it?.ticket !== ticket) return refused(key);
      const { claimsAfter } = it;
      const stored = { kind: 'tombstone', ...key, ticket, claimsAfter } as const;
      rows.set(rowKey(key), { stored, probed: false });
      return { written: true, credit: it };
    },
  };
};
