import type { RememberedSend, SendResult } from '../domain/credit.ts';
import { type SendOutcome, unknowable } from '../domain/send-outcome.ts';
import type { WechatSender } from './ports.ts';
import type { SendAnswer } from './send-contract.ts';

/** The answer that a repeated key was given before. */
export const replay = (
  wechat: Pick<WechatSender, 'recall'>,
  { sendId }: RememberedSend,
  result: SendResult,
): SendAnswer =>
  result.outcome === 'not_delivered'
    ? { status: 'no_credit' }
    : { status: 'ended', sendId, outcome: remembered(wechat, result), ending: 'repeated' };

export const remembered = (
  wechat: Pick<WechatSender, 'recall'>,
  { outcome, errcode }: SendResult,
): SendOutcome => {
  if (outcome === 'sent') return wechat.recall(0);
  return errcode === undefined ? { meaning: unknowable } : wechat.recall(errcode);
};
