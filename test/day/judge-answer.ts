import { type Invocation, isInDoubt, type Job } from './invocation.ts';
import type { Ledger } from './ledger.ts';

/** Says that nothing will come of this key, so nothing may have come of it. */
const finalRefusals = ['no_credit', 'no_chance', 'refused_by_wechat', 'message_refused'];

/** Whether what a caller has just been told is true, and whether the numbers of it add up. */
export const judgeAnswer = (ledger: Ledger, job: Job, invocation: Invocation): void => {
  const { answered } = invocation;
  if (answered === undefined) return;
  const { status, json } = answered;
  const code = String(json['code'] ?? '');
  const said = `${job.title} was told ${status} ${code}`;
  const isErased = ledger.erased.has(job.openid);
  if (status === 200) {
    ledger.check(
      job.delivered === 1 || (isErased && job.delivered > 0),
      () => `${said}, with ${job.delivered} messages in the inbox`,
    );
  } else if (status === 202) {
    ledger.check(
      job.invocations.some(isInDoubt),
      () => `${said}, though it is known what became of it`,
    );
  } else {
    ledger.check(invocation.delivered === 0, () => `${said}, and its message has arrived`);
    const isAlone = job.invocations.every(
      (one) =>
        one === invocation || (one.endedMs ?? Number.POSITIVE_INFINITY) < invocation.startedMs,
    );
    const isFinal = finalRefusals.includes(code) && isAlone && !isErased && !job.isMisjudged;
    ledger.check(
      !isFinal || job.delivered === 0,
      () => `${said}, and its message has arrived before`,
    );
  }
  judgeNumbers(ledger, said, invocation);
};

/** claimed = settled + open, of one send whose process has lived to its end. */
const judgeNumbers = (ledger: Ledger, said: string, invocation: Invocation): void => {
  const { claimsWritten, endsWritten, claimsCounted, endsCounted, hasLostTable, reopened } =
    invocation;
  const counted = `${said}: ${claimsCounted} claims and ${endsCounted} ends counted, ${claimsWritten} and ${endsWritten} written`;
  if (hasLostTable || reopened > 0) {
    ledger.check(claimsCounted <= 1 && endsCounted <= 1, () => counted);
    return;
  }
  ledger.check(claimsCounted === claimsWritten && endsCounted === endsWritten, () => counted);
};
