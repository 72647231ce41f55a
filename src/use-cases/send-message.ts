import { type Credit, leaseMs, orderAfter } from '../domain/credit.ts';
import { type Claim, readRefusedClaim } from '../domain/credit-transitions.ts';
import { type SendOutcome, unknowable } from '../domain/send-outcome.ts';
import { claimCredit } from './claim-credit.ts';
import { endSend } from './end-send.ts';
import { post, prepare, type Ready } from './post-message.ts';
import { mayProbe, probe } from './probe-send.ts';
import { replay } from './replay-send.ts';
import type { SendAnswer, SendDeps, SendMessage, SendRequest } from './send-contract.ts';

/** Everything that can fail comes before the claim; then one POST; then its outcome is written. */
export const sendMessage =
  (deps: SendDeps): SendMessage =>
  async (request, observe) => {
    const ready = await prepare(deps, request.deadlineMs);
    const claim = newClaim(deps, request);
    if (ready.status === 'not_ready') return withoutWechat(deps, claim, ready.outcome);

    const answer = await claimCredit({ ...deps, observe }, claim);
    switch (answer.status) {
      case 'claimed':
        return deliver(deps, request, ready, claim, answer.credit);
      case 'repeated':
        return mayProbe(deps, answer.send, answer.result)
          ? probe(deps, request, ready, answer.send)
          : replay(deps.wechat, answer.send, answer.result);
      default:
        return answer;
    }
  };

const newClaim = (deps: SendDeps, { message, keyHash, fingerprint }: SendRequest): Claim => {
  const nowMs = deps.now();
  return {
    openid: message.openid,
    scene: message.scene,
    sendId: deps.newSendId(),
    keyHash,
    fingerprint,
    order: nowMs,
    nowMs,
    leaseUntilMs: nowMs + leaseMs,
    lifetimeMs: deps.lifetimeMs,
  };
};

/** What the credit alone can answer is answered even while WeChat is out of reach. */
const withoutWechat = async (
  deps: SendDeps,
  claim: Claim,
  outcome: SendOutcome,
): Promise<SendAnswer> => {
  const found = await deps.credits.find(claim);
  const refusal = readRefusedClaim(found, claim);
  switch (refusal.status) {
    case 'repeated':
      return replay(deps.wechat, refusal.send, refusal.result);
    case 'claimed':
    case 'try_again':
    case 'too_many_keys':
      return { status: 'not_started', outcome };
    default:
      return refusal;
  }
};

const deliver = async (
  deps: SendDeps,
  request: SendRequest,
  ready: Ready,
  claim: Claim,
  credit: Credit,
): Promise<SendAnswer> => {
  const outcome = await post(deps, request, ready);
  const order = orderAfter(credit.claimsAfter, deps.now());
  const ending = await endSend(deps.credits, { ...claim, order }, outcome);
  return {
    status: 'ended',
    sendId: claim.sendId,
    ...(ending === 'failed'
      ? { outcome: { meaning: unknowable }, unrecorded: outcome }
      : { outcome }),
    ending,
    claimedAtMs: claim.nowMs,
    creditAgeMs: claim.nowMs - credit.confirmedAtMs,
  };
};
