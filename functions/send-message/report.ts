import { leaseEndMs } from '../../src/domain/credit.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import type { CountAt } from '../../src/entry/count-at.ts';
import type { Log } from '../../src/entry/log.ts';
import type { SendAnswer, SendObserver } from '../../src/use-cases/send-contract.ts';
import { blockedBy } from '../../src/wechat/blocked-by.ts';

/** A claim is told when it stands: claimed = settled + open, even when this process dies now. */
export const claimObserver = (log: Log, countAt: CountAt): SendObserver => ({
  claimed: ({ sendId, nowMs }) =>
    log.info('credit.claimed', { sendId, ...countAt('CreditClaimed', leaseEndMs(nowMs)) }),
});

/** What the log is told of one send; the metrics are made of these lines. */
export const report = (log: Log, countAt: CountAt, answer: SendAnswer): void => {
  if (answer.status === 'ended') reportEnded(log, countAt, answer);
  else if (answer.status === 'not_started') {
    log[answer.outcome.meaning.alarm ? 'error' : 'warn'](
      'message.not_started',
      wordsOf(answer.outcome),
    );
  } else log.info('credit.claim_refused', { reason: answer.status });
};

const reportEnded = (
  log: Log,
  countAt: CountAt,
  {
    sendId,
    outcome,
    unrecorded,
    ending,
    claimedAtMs,
    creditAgeMs,
  }: Extract<SendAnswer, { status: 'ended' }>,
): void => {
  const { meaning, said } = outcome;
  const words = wordsOf(outcome);
  if (ending === 'repeated') {
    log.info('key.repeated', { sendId, ...words });
    return;
  }
  if (ending === 'lost' || ending === 'failed') {
    log.warn('credit.settle_lost', { sendId, ending, ...wordsOf(unrecorded ?? outcome) });
  }
  const fields = {
    sendId,
    ms: (unrecorded ?? outcome).ms,
    ...(ending === 'recorded' ? countAt('CreditSettled', leaseEndMs(claimedAtMs)) : { ending }),
  };
  switch (meaning.credit) {
    case 'spent':
      log.info('message.sent', fields);
      return;
    case 'unknown':
      // of unknown outcomes, those of an errcode that no row lists
      log.error('message.unknown', {
        ...words,
        unlisted: meaning.alarm ? 'errcode' : undefined,
        ...fields,
      });
      return;
    case 'void': {
      const isNoChance = meaning.outcome === 'no_chance' && creditAgeMs !== undefined;
      const creditAge = isNoChance ? creditAgeMs / 1000 : undefined;
      log.warn('message.refused', { ...words, creditAge, ...fields });
      return;
    }
    case 'released':
      if (meaning.alarm) {
        const blocked = (said && blockedBy(said.errcode)) ?? 'send';
        log.error('message.released', { ...words, blocked, ...fields });
      } else log.warn('message.released', { ...words, ...fields });
      return;
  }
};

const wordsOf = ({ meaning: { outcome }, said }: SendOutcome) => ({
  outcome,
  errcode: said?.errcode,
  rid: said?.rid,
});
