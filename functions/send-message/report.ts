import { leaseEndMs } from '../../src/domain/credit.ts';
import type { WechatSaid } from '../../src/domain/send-outcome.ts';
import type { Log } from '../../src/entry/log.ts';
import type { Metrics } from '../../src/entry/metrics.ts';
import type { CountName } from '../../src/metric-names.ts';
import type { SendAnswer, SendObserver } from '../../src/use-cases/send-contract.ts';
import { blockedBy } from '../../src/wechat/blocked-by.ts';

/** A claim is told when it stands: claimed = settled + open, even when this process dies now. */
export const claimObserver = (log: Log, metrics: Metrics): SendObserver => ({
  claimed: ({ scene, sendId, nowMs }) => {
    log.info('credit.claimed', { scene, sendId });
    metrics.count('CreditClaimed', {}, leaseEndMs(nowMs));
  },
});

/** What the log and the metrics are told of one send. */
export const report = (log: Log, metrics: Metrics, answer: SendAnswer): void => {
  if (answer.status === 'ended') reportEnded(log, metrics, answer);
  else if (answer.status === 'not_started') {
    const { meaning, said } = answer.outcome;
    log[meaning.alarm ? 'error' : 'warn']('message.released', {
      outcome: meaning.outcome,
      errcode: said?.errcode,
      rid: said?.rid,
    });
    metrics.count('SendNotStarted', { outcome: meaning.outcome });
  } else {
    log.info('credit.claim_refused', { reason: answer.status });
    metrics.count('ClaimRefused', { reason: answer.status });
  }
};

const reportEnded = (
  log: Log,
  metrics: Metrics,
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
  const fields = {
    sendId,
    outcome: meaning.outcome,
    errcode: said?.errcode,
    rid: said?.rid,
    ending,
  };
  if (ending === 'repeated') {
    log.info('credit.claim_refused', { ...fields, reason: 'repeated' });
    metrics.count('SendRepeated');
    return;
  }
  if (ending === 'probed') metrics.count('SendProbed');
  else if (ending !== 'recorded') {
    const { meaning: really = meaning, said: word = said } = unrecorded ?? {};
    const answer = { outcome: really.outcome, errcode: word?.errcode, rid: word?.rid };
    log.warn('credit.settle_lost', { ...fields, ...answer });
  } else metrics.count('CreditSettled', { outcome: meaning.outcome }, leaseEndMs(claimedAtMs));
  const properties = { outcome: meaning.outcome, errcode: said?.errcode ?? '' };
  switch (meaning.credit) {
    case 'spent':
      log.info('message.sent', fields);
      metrics.count('SendSent', properties);
      return;
    case 'unknown':
      log.error('message.unknown', fields);
      metrics.count('SendUnknown', properties);
      return;
    case 'void':
      log.warn('message.refused', fields);
      metrics.count('SendRefused', properties);
      if (meaning.outcome === 'no_chance' && creditAgeMs !== undefined) {
        metrics.measure('CreditAgeAtNoChance', creditAgeMs / 1000);
      }
      return;
    case 'released':
      log[meaning.alarm ? 'error' : 'warn']('message.released', fields);
      metrics.count(meaning.alarm ? blockedMetric(said) : 'SendReleased', properties);
      return;
  }
};

/** One name for each thing that somebody would have to do. */
const blockedMetric = (said: WechatSaid | undefined): CountName =>
  (said && blockedBy(said.errcode)) ?? 'SendBlocked';
