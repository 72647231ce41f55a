import {
  leaseMs,
  orderAfter,
  type RememberedSend,
  type SendResult,
  type StoredCredit,
} from '../domain/credit.ts';
import type { ClaimedSend } from '../domain/credit-transitions.ts';
import { settleSend } from './end-send.ts';
import { post, type Ready } from './post-message.ts';
import { remembered, replay } from './replay-send.ts';
import type { SendAnswer, SendDeps, SendRequest } from './send-contract.ts';

/** How long after its claim an unknown send may be probed: its lease, and two minutes. */
const probeAfterMs = leaseMs + 120_000;

/** Only where the owner has chosen `reconcile`: a probe may deliver late. */
export const mayProbe = (
  { unknownPolicy, now }: Pick<SendDeps, 'unknownPolicy' | 'now'>,
  send: RememberedSend,
  { outcome }: SendResult,
): boolean =>
  unknownPolicy === 'reconcile' &&
  outcome === 'unknown' &&
  send.claimedAtMs + probeAfterMs <= now();

/**
 * Asks WeChat by sending once more: 0 means that it is delivered now, 43101 that it had been. Any
 * other answer leaves the first send as unknown as it was. Not when the user has confirmed again
 * since (`reopen` refuses it): the probe would eat the new chance.
 */
export const probe = async (
  deps: SendDeps,
  request: SendRequest,
  ready: Ready,
  send: RememberedSend,
): Promise<SendAnswer> => {
  const { openid, scene } = request.message;
  const open = { openid, scene, sendId: send.sendId, keyHash: request.keyHash };
  const nowMs = deps.now();
  const leaseUntilMs = nowMs + leaseMs;
  const reopened = await deps.credits.reopen(open, nowMs, leaseUntilMs);
  const before: SendResult = send.result ?? { outcome: 'unknown' };
  if (!reopened.written) return replay(deps.wechat, send, resultIn(reopened.found, open) ?? before);

  const { meaning, ms } = await post(deps, request, ready);
  const delivered = meaning.outcome === 'sent' || meaning.outcome === 'no_chance';
  const result: SendResult = delivered ? { outcome: 'sent' } : before;
  const order = orderAfter(reopened.credit.claimsAfter, deps.now());
  const ending = await settleSend(deps.credits, { ...open, leaseUntilMs, order }, result);
  return {
    status: 'ended',
    sendId: send.sendId,
    outcome: { ...remembered(deps.wechat, ending === 'failed' ? before : result), ms },
    // a send whose process died is settled by this for the first time
    ending: ending === 'recorded' && send.result !== undefined ? 'probed' : ending,
    claimedAtMs: send.claimedAtMs,
  };
};

/** What has become of the send by now: another probe may have found out. */
const resultIn = (
  found: StoredCredit | undefined,
  { sendId, keyHash }: ClaimedSend,
): SendResult | undefined => {
  const known = found?.kind === 'credit' ? found.remembered[keyHash] : undefined;
  return known?.sendId === sendId ? known.result : undefined;
};
