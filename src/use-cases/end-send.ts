import type { SendOutcomeName, SendResult } from '../domain/credit.ts';
import { type OpenSend, readRefusedSettlement } from '../domain/credit-transitions.ts';
import type { SendOutcome } from '../domain/send-outcome.ts';
import type { CreditStore } from './ports.ts';

type EndPorts = Pick<CreditStore, 'settle' | 'settleLate' | 'release'>;

/**
 * `recorded`: the credit holds how the send ended, by this write or by one whose answer got lost.
 * `lost`: it does not, because it was erased, or somebody said otherwise (a resolution, a probe),
 * while the send ran. `failed`: nobody knows, because the store did not answer twice.
 */
export type Ending = 'recorded' | 'lost' | 'failed';

/**
 * Writes down how a send ended. One that `failed` may become `unknown` when its lease is over, so
 * nobody may be told more than that.
 */
export const endSend = (
  credits: EndPorts,
  send: OpenSend,
  outcome: SendOutcome,
): Promise<Ending> =>
  outcome.meaning.credit === 'released'
    ? twice(() => release(credits, send))
    : settleSend(credits, send, resultOf(outcome));

/** As `endSend`, of a send that was not released. */
export const settleSend = (
  credits: EndPorts,
  send: OpenSend,
  result: SendResult,
): Promise<Ending> => twice(() => settle(credits, send, result));

const twice = (end: () => Promise<Ending>): Promise<Ending> =>
  end()
    .catch(end)
    .catch(() => 'failed');

/** A release that finds the send gone was made by the write whose answer was lost. */
const release = async (credits: EndPorts, send: OpenSend): Promise<Ending> => {
  const attempt = await credits.release(send);
  if (attempt.written) return 'recorded';
  const known = attempt.found?.kind === 'credit' && attempt.found.remembered[send.keyHash];
  return known && known.sendId === send.sendId ? 'lost' : 'recorded';
};

const settle = async (credits: EndPorts, send: OpenSend, result: SendResult): Promise<Ending> => {
  const settlement = { ...send, result };
  const attempt = await credits.settle(settlement);
  if (attempt.written) return 'recorded';
  switch (readRefusedSettlement(attempt.found, settlement)) {
    case 'done':
      return 'recorded';
    case 'late': {
      const late = await credits.settleLate(settlement);
      return late.written || readRefusedSettlement(late.found, settlement) === 'done'
        ? 'recorded'
        : 'lost';
    }
    case 'lost':
      return 'lost';
  }
};

const resultOf = ({ meaning, said }: SendOutcome): SendResult => ({
  outcome: nameOf(meaning.credit, meaning.outcome),
  ...(said === undefined ? {} : { errcode: said.errcode }),
});

const nameOf = (
  credit: SendOutcome['meaning']['credit'],
  outcome: SendOutcome['meaning']['outcome'],
): SendOutcomeName => {
  if (credit === 'spent') return 'sent';
  if (credit === 'unknown') return 'unknown';
  return outcome === 'no_chance' ? 'no_chance' : 'refused';
};
