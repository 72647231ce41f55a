import { type Credit, type CreditKey, isSending } from '../../src/domain/credit.ts';
import type { Attempt, OpenSend, Settlement } from '../../src/domain/credit-transitions.ts';
import { notReached, type SendOutcome } from '../../src/domain/send-outcome.ts';
import type { CreditStore, WechatConnection } from '../../src/use-cases/ports.ts';
import { errcodeRow } from '../../src/wechat/errcodes.ts';
import type { Mutant, Ports } from './functions.ts';

const withCredits = (
  name: string,
  change: (real: CreditStore, ports: Ports) => Partial<CreditStore>,
): Mutant => ({
  name,
  plant: (ports) => ({
    ...ports,
    credits: { ...ports.credits, ...change(ports.credits, ports) },
  }),
});

const withSend = (
  name: string,
  change: (send: WechatConnection['send']) => WechatConnection['send'],
): Mutant => ({
  name,
  plant: (ports) => ({
    ...ports,
    wechat: {
      ...ports.wechat,
      connect: async () => ({ send: change((await ports.wechat.connect()).send) }),
    },
  }),
});

const mayHaveArrived = ({ meaning }: SendOutcome) => meaning.credit === 'unknown';

const after = (ticket: string): string =>
  (BigInt(`0x${ticket}`) + 1n).toString(16).padStart(32, '0');

/** Keys under other names, so that no repeat finds its own. */
const renaming = (real: CreditStore): Partial<CreditStore> => {
  const names = new Map<string, string>();
  const renamed = <Send extends OpenSend>(send: Send): Send => ({
    ...send,
    keyHash: names.get(send.sendId) ?? send.keyHash,
  });
  return {
    claim: (claim, forget) => {
      names.set(claim.sendId, claim.sendId.slice(0, 22));
      return real.claim(renamed(claim), forget);
    },
    settle: (settlement: Settlement) => real.settle(renamed(settlement)),
    settleLate: (settlement: Settlement) => real.settleLate(renamed(settlement)),
    release: (send) => real.release(renamed(send)),
  };
};

/** Answers a confirm well, and forgets it, while a send of the same credit is not over. */
const droppingWhileOpen = (real: CreditStore, { now }: Ports): Partial<CreditStore> => {
  const open = new Map<string, Credit>();
  const idOf = ({ openid, scene }: CreditKey) => `${openid}/${scene}`;
  const closing =
    <Send extends OpenSend>(end: (send: Send) => Promise<Attempt>) =>
    (send: Send) => {
      open.delete(idOf(send));
      return end(send);
    };
  return {
    claim: async (claim, forget) => {
      const attempt = await real.claim(claim, forget);
      if (attempt.written) open.set(idOf(claim), attempt.credit);
      return attempt;
    },
    settle: closing(real.settle),
    release: closing(real.release),
    record: async (consent) => {
      const credit = open.get(idOf(consent));
      return credit !== undefined && isSending(credit, now())
        ? { written: true, credit }
        : real.record(consent);
    },
  };
};

/** Bugs that somebody might well write, each planted at a port. */
export const mutants: readonly Mutant[] = [
  withSend('a timeout gives the credit back', (send) => async (message, token) => {
    const outcome = await send(message, token);
    return mayHaveArrived(outcome) ? { meaning: notReached } : outcome;
  }),
  withSend('a timeout is posted again by the handler', (send) => async (message, token) => {
    const outcome = await send(message, token);
    return mayHaveArrived(outcome) ? send(message, token) : outcome;
  }),
  withSend('a timeout is told as sent', (send) => async (message, token) => {
    const outcome = await send(message, token);
    return mayHaveArrived(outcome) ? { meaning: errcodeRow(0).send } : outcome;
  }),
  withCredits('a lease that ends gives the credit back', (real) => ({
    claim: async (claim, forget) => {
      const attempt = await real.claim(claim, forget);
      const last = !attempt.written && attempt.found?.kind === 'credit' && attempt.found.lastSend;
      if (!last || (last.leaseUntilMs ?? claim.nowMs + 1) > claim.nowMs) return attempt;
      await real.release({ ...claim, ...last, leaseUntilMs: last.leaseUntilMs ?? claim.nowMs });
      return real.claim(claim, forget);
    },
  })),
  withCredits('a replayed callback arms the credit again', (real) => ({
    record: async (consent) => {
      const attempt = await real.record(consent);
      return attempt.written || attempt.found?.ticket !== consent.ticket
        ? attempt
        : real.record({ ...consent, ticket: after(consent.ticket) });
    },
  })),
  withCredits('a confirm during a send is dropped', droppingWhileOpen),
  withCredits('a confirm is answered before it is written', (real) => ({
    record: async (consent) => {
      const credit: Credit = { ...consent, kind: 'credit', confirmed: 1, used: 0, remembered: {} };
      return real.record(consent).catch(() => ({ written: true, credit }));
    },
  })),
  withCredits('an erasure leaves no tombstone', (real) => ({
    record: async (consent) => {
      const attempt = await real.record(consent);
      return attempt.written || attempt.found?.kind !== 'tombstone'
        ? attempt
        : real.record({ ...consent, ticket: after(attempt.found.ticket) });
    },
  })),
  withCredits('a key is forgotten at once', renaming),
  withCredits('the message of a repeated key is not compared', (real) => ({
    claim: async (claim, forget) => {
      const attempt = await real.claim(claim, forget);
      const known = attempt.written ? undefined : attempt.found;
      if (known?.kind !== 'credit') return attempt;
      const send = known.remembered[claim.keyHash];
      if (send === undefined) return attempt;
      const { fingerprint } = claim;
      const remembered = { ...known.remembered, [claim.keyHash]: { ...send, fingerprint } };
      return { written: false, found: { ...known, remembered } };
    },
  })),
  withCredits('a release is not written', (real) => ({
    release: async (send) => ({ written: false, found: await real.find(send) }),
  })),
  withCredits('the answer of our own claim is taken for a defeat', (real) => ({
    claim: async (claim, forget) => {
      const attempt = await real.claim(claim, forget);
      if (attempt.written || attempt.found?.kind !== 'credit') return attempt;
      const { [claim.keyHash]: known, ...others } = attempt.found.remembered;
      if (known?.sendId !== claim.sendId) return attempt;
      return { written: false, found: { ...attempt.found, remembered: others } };
    },
  })),
  {
    name: 'a token is used past its end',
    plant: (ports) => ({
      ...ports,
      parameter: {
        ...ports.parameter,
        read: async () => {
          const token = await ports.parameter.read();
          return token && { ...token, expiresAtMs: token.expiresAtMs + 86_400_000 };
        },
      },
    }),
  },
  {
    name: 'force_refresh has no budget',
    plant: (ports) => ({ ...ports, lock: { ...ports.lock, countForce: async () => true } }),
  },
  {
    name: 'a key signs as soon as it is published',
    plant: (ports) => ({
      ...ports,
      keyRing: async () => {
        const ring = await ports.keyRing();
        return { ...ring, signingKey: (nowMs) => ring.signingKey(nowMs + 600_000) };
      },
    }),
  },
  {
    name: 'a claim is not counted',
    plant: (ports) => ({
      ...ports,
      write: (line) => {
        if (!line.includes('"CreditClaimed"')) ports.write(line);
      },
    }),
  },
];
