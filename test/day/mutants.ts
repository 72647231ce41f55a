import { isSending, orderAfter } from '../../src/domain/credit.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import type { Mutant, Ports } from '../model/functions.ts';
import { mutants } from '../model/mutants.ts';

/** Reads, and forgets the confirm where it finds a send that is not over. */
const droppingWhileOpen = (ports: Ports): CreditStore['record'] => {
  return async (consent) => {
    const found = await ports.credits.find(consent);
    return found !== undefined && isSending(found, ports.now())
      ? { written: true, credit: found }
      : ports.credits.record(consent);
  };
};

/** Bugs that show only where there are many environments, and time that passes. */
export const fleetMutants: readonly Mutant[] = [
  {
    name: 'refreshes are not one at a time',
    plant: (ports) => ({ ...ports, lock: { ...ports.lock, take: async () => true } }),
  },
  {
    name: 'a token is asked for on every run of the minute rule',
    plant: (ports) => ({
      ...ports,
      parameter: {
        ...ports.parameter,
        read: async () => {
          const token = await ports.parameter.read();
          return token && { ...token, expiresAtMs: token.expiresAtMs - 3_600_000 };
        },
      },
    }),
  },
  {
    name: 'the ring is read once and never again',
    plant: (ports) => {
      let first: ReturnType<typeof ports.keyRing> | undefined;
      return { ...ports, keyRing: () => (first ??= ports.keyRing()) };
    },
  },
  {
    name: 'a claim is not exclusive',
    plant: (ports) => ({
      ...ports,
      credits: {
        ...ports.credits,
        claim: async (claim, forget) => {
          const attempt = await ports.credits.claim(claim, forget);
          if (attempt.written || attempt.found?.kind !== 'credit') return attempt;
          // read first, written later: what stood there a moment ago is what counts
          const { found } = attempt;
          const isFresh = claim.nowMs - found.confirmedAtMs < 60_000;
          return isFresh ? { written: true, credit: found } : attempt;
        },
      },
    }),
  },
  {
    name: 'an erasure that arrives late takes what it finds',
    plant: (ports) => ({
      ...ports,
      credits: {
        ...ports.credits,
        erase: async (erasure, ttlSeconds) => {
          const late = async () => {
            await ports.sleep(30_000);
            const found = await ports.credits.find(erasure);
            if (found !== undefined) await ports.credits.erase(found, ttlSeconds);
          };
          late().catch(() => undefined);
          return ports.credits.erase(erasure, ttlSeconds);
        },
      },
    }),
  },
  {
    name: 'a claim that arrives late is made again',
    plant: (ports) => ({
      ...ports,
      credits: {
        ...ports.credits,
        claim: async (claim, forget) => {
          const late = async () => {
            await ports.sleep(30_000);
            const found = await ports.credits.find(claim);
            const order = orderAfter(found?.claimsAfter, ports.now());
            await ports.credits.claim({ ...claim, order }, forget);
          };
          late().catch(() => undefined);
          return ports.credits.claim(claim, forget);
        },
      },
    }),
  },
  {
    name: 'a confirm during a send is dropped, in an environment of its own',
    plant: (ports) => ({
      ...ports,
      credits: { ...ports.credits, record: droppingWhileOpen(ports) },
    }),
  },
];

/** Those of the generated commands, but one that remembers in one environment what another one does. */
export const portMutants: readonly Mutant[] = mutants.filter(
  ({ name }) => name !== 'a confirm during a send is dropped',
);
