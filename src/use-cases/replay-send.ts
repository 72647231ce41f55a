import type { RememberedSend, SendResult } from '../domain/credit.ts';
import { type SendOutcome, unknowable } from '../domain/send-outcome.ts';
import type { WechatSender } from './ports.ts';
import type { SendAnswer } from './send-contract.ts';

/** The answer that a repeated key was given before. */
export const replay = (
  wechat: Pick<WechatSender, 'recall'>,
  { sendId, claimedAtMs }: RememberedSend,
  result: SendResult,
): SendAnswer => {
  if (result.outcome === 'not_delivered') return { status: 'no_credit' };
  const outcome = remembered(wechat, result);
  return { status: 'ended', sendId, outcome, ending: 'repeated', claimedAtMs };
};

export const remembered = (
  wechat: Pick<WechatSender, 'recall'>,
  { outcome, errcode }: SendResult,
): SendOutcome => {
  if (outcome === 'sent') return wechat.recall(0);
  return errcode === undefined ? { meaning: unknowable } : wechat.recall(errcode);
};
