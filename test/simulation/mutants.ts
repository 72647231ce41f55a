import { type Credit, type CreditKey, isSending, orderAfter } from '../../src/domain/credit.ts';
import type { Attempt, OpenSend } from '../../src/domain/credit-transitions.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import type { CreditStore, RefreshLock, WechatConnection } from '../../src/use-cases/ports.ts';
import { neverLeft } from '../support/fake-wechat.ts';
import { type CreditRow, rowKey } from '../support/memory-credits.ts';

/** A bug seeded by wrapping a port: the use cases themselves are the real ones. */
export type Alterations = {
  readonly alterCredits?: (
    credits: CreditStore,
    rows: Map<string, CreditRow>,
    now: () => number,
  ) => Partial<CreditStore>;
  readonly alterConnection?: (connection: WechatConnection) => WechatConnection;
  readonly alterLock?: (lock: RefreshLock) => Partial<RefreshLock>;
  /** How much longer a stored access_token says that it lives. */
  readonly tokenOutlivesItselfByMs?: number;
  /** Believes a callback from any browser. */
  readonly minimumAssurance?: 'signed';
};

export type Mutant = Alterations & {
  readonly name: string;
  /** Where it shows, with how many faults. */
  readonly scenario: string;
  readonly faults: number;
  /** The one that must catch it, perhaps with how it begins to say so. */
  readonly invariant: string;
};

type Rows = Map<string, CreditRow>;

const creditIn = (rows: Rows, key: CreditKey): Credit | undefined => {
  const stored = rows.get(rowKey(key))?.stored;
  return stored?.kind === 'credit' ? stored : undefined;
};

const change = (
  rows: Rows,
  key: CreditKey,
  changes: (credit: Credit) => Partial<Credit>,
): Credit => {
  const row = rows.get(rowKey(key));
  const credit = creditIn(rows, key);
  if (row === undefined || credit === undefined) throw new Error('nothing to change');
  const next = { ...credit, ...changes(credit) };
  rows.set(rowKey(key), { ...row, stored: next });
  return next;
};

const written = (credit: Credit): Attempt => ({ written: true, credit });
const secondOf = (ticket: string): number =>
  Math.floor(Number.parseInt(ticket.slice(0, 12), 16) / 1000);
const isUnknowable = ({ meaning }: SendOutcome) => meaning.outcome === 'unknowable';

export const mutants: readonly Mutant[] = [
  {
    name: 'a lease that ends makes the credit available',
    scenario: 'two-keys',
    faults: 1,
    invariant: 'I1',
    alterCredits: (credits, rows, now) => ({
      claim: (claim, forget) => {
        const { lastSend } = creditIn(rows, claim) ?? {};
        if (lastSend?.leaseUntilMs !== undefined && lastSend.leaseUntilMs <= now()) {
          change(rows, claim, ({ used }) => ({ used: used - 1, lastSend: undefined }));
        }
        return credits.claim(claim, forget);
      },
    }),
  },
  {
    name: 'a claim beside a send that is on its way',
    scenario: 'confirms-again',
    faults: 0,
    invariant: 'I6',
    alterCredits: (credits, rows, now) => ({
      claim: (claim, forget) => {
        const { lastSend } = creditIn(rows, claim) ?? {};
        if (lastSend?.leaseUntilMs !== undefined) {
          change(rows, claim, () => ({ lastSend: { ...lastSend, leaseUntilMs: now() } }));
        }
        return credits.claim(claim, forget);
      },
    }),
  },
  {
    name: 'a lease that never ends',
    scenario: 'two-keys',
    faults: 1,
    invariant: 'I4',
    alterCredits: (credits) => ({
      claim: (claim, forget) =>
        credits.claim({ ...claim, leaseUntilMs: claim.leaseUntilMs + 3_600_000 }, forget),
    }),
  },
  {
    name: 'a timeout releases the credit',
    scenario: 'two-keys',
    faults: 1,
    invariant: 'I11',
    alterConnection: ({ send }) => ({
      send: async (...given) => {
        const outcome = await send(...given);
        return isUnknowable(outcome) ? neverLeft : outcome;
      },
    }),
  },
  {
    name: 'a timeout is tried again in the same invocation',
    scenario: 'two-keys',
    faults: 1,
    invariant: 'I1',
    alterConnection: ({ send }) => ({
      send: async (...given) => {
        const outcome = await send(...given);
        return isUnknowable(outcome) ? send(...given) : outcome;
      },
    }),
  },
  {
    name: 'a settle that does not ask whose send is open',
    scenario: 'overtime',
    faults: 1,
    invariant: 'I11',
    alterCredits: (credits, rows) => ({
      settle: (settlement) => {
        const { sendId, leaseUntilMs } = { ...settlement, ...creditIn(rows, settlement)?.lastSend };
        return leaseUntilMs === undefined
          ? credits.settle(settlement)
          : credits.settle({ ...settlement, sendId, leaseUntilMs });
      },
    }),
  },
  {
    name: 'a claim that does not ask for an unused confirm',
    scenario: 'two-keys',
    faults: 0,
    invariant: 'I1',
    alterCredits: (credits, rows, now) => ({
      claim: (claim, forget) => {
        const credit = creditIn(rows, claim);
        if (credit !== undefined && !isSending(credit, now())) {
          change(rows, claim, ({ confirmed }) => ({ used: confirmed - 1 }));
        }
        return credits.claim(claim, forget);
      },
    }),
  },
  {
    name: 'a claim that takes one confirm, and not all that came before it',
    scenario: 'two-confirms',
    faults: 0,
    invariant: 'I1',
    alterCredits: (credits, rows) => ({
      claim: async (claim, forget) => {
        const before = creditIn(rows, claim)?.used ?? 0;
        const attempt = await credits.claim(claim, forget);
        return attempt.written
          ? written(change(rows, claim, () => ({ used: before + 1 })))
          : attempt;
      },
    }),
  },
  {
    name: 'a replayed ticket counts again',
    scenario: 'reloads',
    faults: 0,
    invariant: 'I1',
    alterCredits: (credits, rows) => ({
      record: async (consent) => {
        const attempt = await credits.record(consent);
        return !attempt.written && creditIn(rows, consent)?.ticket === consent.ticket
          ? written(change(rows, consent, ({ confirmed }) => ({ confirmed: confirmed + 1 })))
          : attempt;
      },
    }),
  },
  {
    name: 'a claim whose answer was lost reads its own write as a defeat',
    scenario: 'two-keys',
    faults: 1,
    invariant: 'I10',
    alterCredits: (credits) => ({
      claim: async (claim, forget) => {
        const attempt = await credits.claim(claim, forget);
        if (attempt.written || attempt.found?.kind !== 'credit') return attempt;
        const { found } = attempt;
        const { [claim.keyHash]: known, ...others } = found.remembered;
        return known?.sendId === claim.sendId
          ? { written: false, found: { ...found, remembered: others } }
          : attempt;
      },
    }),
  },
  {
    name: 'a confirm during a send is dropped',
    scenario: 'confirms-again',
    faults: 0,
    invariant: 'I3',
    alterCredits: (credits, rows, now) => ({
      record: (consent) => {
        const credit = creditIn(rows, consent);
        return credit !== undefined && isSending(credit, now())
          ? Promise.resolve(written(change(rows, consent, () => ({ ticket: consent.ticket }))))
          : credits.record(consent);
      },
    }),
  },
  {
    name: 'an erasure leaves no tombstone',
    scenario: 'erased',
    faults: 0,
    invariant: 'I1',
    alterCredits: (credits, rows) => ({
      erase: async (...given) => {
        const attempt = await credits.erase(...given);
        if (attempt.written) rows.delete(rowKey(attempt.credit));
        return attempt;
      },
    }),
  },
  {
    name: 'an erasure that does not ask for the ticket that it saw',
    scenario: 'late-writes-erased',
    faults: 1,
    invariant: 'I3',
    alterCredits: (credits, rows) => ({
      erase: (erasure, ttlSeconds) => {
        const { ticket } = creditIn(rows, erasure) ?? erasure;
        return credits.erase({ ...erasure, ticket }, ttlSeconds);
      },
    }),
  },
  {
    name: 'a claim that does not ask whether it was made before',
    scenario: 'late-writes',
    faults: 2,
    invariant: 'I6',
    alterCredits: (credits, rows) => ({
      claim: (claim, forget) => {
        const order = orderAfter(creditIn(rows, claim)?.claimsAfter, claim.order);
        return credits.claim({ ...claim, order }, forget);
      },
    }),
  },
  {
    name: 'a claim that was refused before the credit was free again',
    scenario: 'late-writes-overtime',
    faults: 1,
    invariant: 'I10',
    alterCredits: (credits, rows) => {
      const keeping =
        <Send extends OpenSend>(end: (send: Send) => Promise<Attempt>) =>
        (send: Send) =>
          end({ ...send, order: creditIn(rows, send)?.claimsAfter ?? 0 });
      return { settle: keeping(credits.settle), release: keeping(credits.release) };
    },
  },
  {
    name: 'a claim that was refused before the user confirmed',
    scenario: 'late-writes-overtime',
    faults: 1,
    invariant: 'I10',
    alterCredits: (credits, rows) => ({
      claim: (claim, forget) => {
        const { confirmedAtMs = 0 } = creditIn(rows, claim) ?? {};
        return (creditIn(rows, claim)?.claimsAfter ?? 0) < claim.order
          ? credits.claim({ ...claim, order: Math.max(claim.order, confirmedAtMs) }, forget)
          : credits.claim(claim, forget);
      },
    }),
  },
  {
    name: 'a write of the first lease that ends a probe',
    scenario: 'late-writes-reconcile',
    faults: 2,
    invariant: 'I5',
    alterCredits: (credits, rows) => ({
      settle: (settlement) => {
        const { leaseUntilMs } = creditIn(rows, settlement)?.lastSend ?? {};
        return credits.settle({ ...settlement, leaseUntilMs: leaseUntilMs ?? 0 });
      },
    }),
  },
  {
    name: 'two tickets of one second are one',
    scenario: 'two-links-in-one-second',
    faults: 0,
    invariant: 'I3',
    alterCredits: (credits, rows) => ({
      record: async (consent) => {
        const { ticket } = consent;
        const credit = creditIn(rows, consent);
        return credit !== undefined && secondOf(credit.ticket) === secondOf(ticket)
          ? { written: false, found: { ...credit, ticket } }
          : credits.record(consent);
      },
    }),
  },
  {
    name: 'a release that does not forget the key',
    scenario: 'retries',
    faults: 1,
    invariant: 'I11',
    alterCredits: (credits, rows) => ({
      release: async (send) => {
        const known = creditIn(rows, send)?.remembered[send.keyHash];
        const attempt = await credits.release(send);
        if (!attempt.written || known === undefined) return attempt;
        return written(
          change(rows, send, ({ remembered }) => ({
            remembered: { ...remembered, [send.keyHash]: known },
          })),
        );
      },
    }),
  },
  {
    name: 'a release that spends a newer confirm',
    scenario: 'confirms-again-moods',
    faults: 1,
    invariant: 'I3',
    alterCredits: (credits, rows) => ({
      release: async (send) => {
        const { used = 0, confirmed = 0 } = creditIn(rows, send) ?? {};
        const attempt = await credits.release(send);
        return attempt.written && used < confirmed
          ? written(change(rows, send, () => ({ used: confirmed })))
          : attempt;
      },
    }),
  },
  {
    name: 'a release that gives nothing back',
    scenario: 'confirms-again-moods',
    faults: 1,
    invariant: 'I3',
    alterCredits: (credits, rows) => ({
      release: async (send) => {
        const attempt = await credits.release(send);
        return attempt.written
          ? written(change(rows, send, ({ used }) => ({ used: used + 1 })))
          : attempt;
      },
    }),
  },
  {
    name: 'a probe each time that the key is repeated',
    scenario: 'reconcile-two-probes',
    faults: 1,
    invariant: 'I6',
    alterCredits: (credits, rows) => ({
      reopen: (send, nowMs, leaseUntilMs) => {
        const row = rows.get(rowKey(send));
        if (row !== undefined) rows.set(rowKey(send), { ...row, probed: false });
        return credits.reopen(send, nowMs, leaseUntilMs);
      },
    }),
  },
  {
    name: 'a probe though the user has confirmed again',
    scenario: 'reconcile-confirms-again',
    faults: 1,
    invariant: 'I6',
    alterCredits: (credits, rows) => ({
      reopen: async (send, nowMs, leaseUntilMs) => {
        const used = creditIn(rows, send)?.used ?? 0;
        change(rows, send, ({ confirmed }) => ({ used: confirmed }));
        const attempt = await credits.reopen(send, nowMs, leaseUntilMs);
        change(rows, send, () => ({ used }));
        return attempt;
      },
    }),
  },
  {
    name: 'a probe is opened and not made',
    scenario: 'reconcile',
    faults: 0,
    invariant: 'I4',
    alterCredits: (credits) => ({
      reopen: async (...given) => {
        const attempt = await credits.reopen(...given);
        return attempt.written ? { written: false, found: attempt.credit } : attempt;
      },
    }),
  },
  {
    name: 'a late outcome is not written down',
    scenario: 'overtime',
    faults: 0,
    invariant: 'I5',
    alterCredits: (credits) => ({
      settleLate: async (settlement) => {
        return { written: false, found: await credits.find(settlement) };
      },
    }),
  },
  {
    name: 'a settle that remembers its own key alone',
    scenario: 'confirms-again',
    faults: 0,
    invariant: 'I10',
    alterCredits: (credits, rows) => ({
      settle: async (settlement) => {
        const attempt = await credits.settle(settlement);
        const own = creditIn(rows, settlement)?.remembered[settlement.keyHash];
        return attempt.written && own !== undefined
          ? written(change(rows, settlement, () => ({ remembered: { [settlement.keyHash]: own } })))
          : attempt;
      },
    }),
  },
  {
    name: 'a key that is looked up without its message',
    scenario: 'one-key-two-messages',
    faults: 0,
    invariant: 'I5',
    alterCredits: (credits) => ({
      claim: async (claim, forget) => {
        const attempt = await credits.claim(claim, forget);
        if (attempt.written || attempt.found?.kind !== 'credit') return attempt;
        const remembered = Object.fromEntries(
          Object.entries(attempt.found.remembered).map(([hash, known]) => [
            hash,
            { ...known, fingerprint: claim.fingerprint },
          ]),
        );
        return { written: false, found: { ...attempt.found, remembered } };
      },
    }),
  },
  {
    name: 'a send on its way is told as no credit',
    scenario: 'two-keys',
    faults: 0,
    invariant: 'I11',
    alterCredits: (credits) => ({
      claim: async (claim, forget) => {
        const attempt = await credits.claim(claim, forget);
        return attempt.written || attempt.found?.kind !== 'credit'
          ? attempt
          : { written: false, found: { ...attempt.found, lastSend: undefined } };
      },
    }),
  },
  {
    name: 'a confirm whose message was claimed is told as confirmed',
    scenario: 'reloads',
    faults: 0,
    invariant: 'I3',
    alterCredits: (credits) => ({
      record: async (consent) => {
        const attempt = await credits.record(consent);
        return attempt.written || attempt.found?.kind !== 'credit'
          ? attempt
          : { written: false, found: { ...attempt.found, used: attempt.found.confirmed - 1 } };
      },
    }),
  },
  {
    name: 'an access_token is used past its end',
    scenario: 'token-has-ended',
    faults: 0,
    invariant: 'I7',
    tokenOutlivesItselfByMs: 3_600_000,
  },
  {
    name: 'everybody may refresh at once',
    scenario: 'token-absent',
    faults: 0,
    invariant: 'I7',
    alterLock: () => ({ take: async () => true }),
  },
  {
    name: 'the access_token is quoted to the caller',
    scenario: 'retries',
    faults: 1,
    invariant: 'I8',
    alterConnection: ({ send }) => ({
      send: async (message, accessToken) => {
        const outcome = await send(message, accessToken);
        const { said } = outcome;
        return said === undefined
          ? outcome
          : { ...outcome, said: { ...said, errmsg: `${said.errmsg} ${accessToken}` } };
      },
    }),
  },
  {
    name: 'a callback is believed in any browser',
    scenario: 'forged',
    faults: 0,
    invariant: 'I9',
    minimumAssurance: 'signed',
  },
];

export const mutantNamed = (name: string): Mutant => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new Error(`no planted bug is called ${name}`);
  return found;
};
