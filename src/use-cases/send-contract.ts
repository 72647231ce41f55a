import type { CreditLifetime } from '../domain/credit.ts';
import type { Claim, ClaimRefusal } from '../domain/credit-transitions.ts';
import type { Message } from '../domain/message.ts';
import type { SendOutcome } from '../domain/send-outcome.ts';
import type { Ending } from './end-send.ts';
import type { AccessTokenReader, Clock, CreditStore, WechatSender } from './ports.ts';

/**
 * What a POST is begun with at least: itself at its slowest, and one try of the write that settles
 * it. Where the table needs a second try and WeChat took all of its time, a send that was begun so
 * late is cut off: it becomes unknown when its lease is over.
 */
export const postMs = 8_000;
/**
 * What a claim is begun with at least: one try of it before that. A claim that takes longer, up to
 * its slowest, leaves time to be given back. Where the table answers it not at all, twice, that is
 * cut off: such a claim may stand, and nobody was told of it.
 */
export const roundMs = 9_500;

export type SendRequest = {
  readonly message: Message;
  /** Hash of the Idempotency-Key. */
  readonly keyHash: string;
  /** Of the message. */
  readonly fingerprint: string;
  /** When this invocation is cut off. */
  readonly deadlineMs: number;
};

export type SendAnswer =
  | {
      readonly status: 'ended';
      readonly sendId: string;
      readonly outcome: SendOutcome;
      /** What WeChat said when it could not be written down: for the log, since later callers cannot be told it. */
      readonly unrecorded?: SendOutcome;
      /** `repeated`: told again. `probed`: an unknown send, already settled as such, asked after. */
      readonly ending: Ending | 'repeated' | 'probed';
      readonly claimedAtMs: number;
      /** How old the confirm was. */
      readonly creditAgeMs?: number;
    }
  /** Nothing was claimed, nothing was sent. */
  | { readonly status: 'not_started'; readonly outcome: SendOutcome }
  | Exclude<ClaimRefusal, { readonly status: 'claimed' | 'repeated' | 'try_again' }>;

export type SendMessage = (request: SendRequest, observe: SendObserver) => Promise<SendAnswer>;

export type SendDeps = {
  readonly credits: CreditStore;
  readonly accessToken: AccessTokenReader;
  readonly wechat: WechatSender;
  readonly lifetimeMs: CreditLifetime;
  readonly unknownPolicy: 'hold' | 'reconcile';
  readonly now: Clock;
  readonly newSendId: () => string;
};

/**
 * Told of a claim before anything is posted, so that one whose process dies afterwards is counted
 * too; and of one that may stand, because the table answered neither it nor its release.
 */
export type SendObserver = { readonly claimed: (claim: Claim) => void };
