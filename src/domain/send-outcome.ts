/** What WeChat's answer does to the credit. */
export type CreditEffect = 'spent' | 'void' | 'released' | 'unknown';

export type SendProblemCode =
  | 'no_chance'
  | 'refused_by_wechat'
  | 'message_refused'
  | 'wechat_unavailable'
  | 'wechat_blocked';

/** What an answer means when the send call gives it. */
export type SendMeaning = {
  readonly outcome:
    | 'sent'
    | 'no_chance'
    | 'refused'
    | 'message_refused'
    | 'try_later'
    | 'stop'
    | 'unknowable'
    | 'token_refused';
  readonly credit: CreditEffect;
  /** HTTP status of `POST /v1/messages`. */
  readonly status: 200 | 202 | 409 | 422 | 424 | 503;
  /** `code` of the problem+json; null where the answer is no problem (200, 202). */
  readonly code: SendProblemCode | null;
  /** True when one occurrence is reason enough to call the operator. */
  readonly alarm: boolean;
  /** How long the caller should wait; only where the same message may be sent again by itself. */
  readonly retryAfterSeconds?: number;
};

/** Same thing, said to a Chinese and to an English reader. */
export type Hint = { readonly zh: string; readonly en: string };

/** What WeChat said, word for word, and what to do about it. */
export type WechatSaid = {
  readonly errcode: number;
  /** Not kept: absent when the answer to a remembered send is given again. */
  readonly errmsg?: string | undefined;
  /** By which WeChat finds the failed call for seven days. */
  readonly rid?: string | undefined;
  readonly hint: Hint;
};

/** How one POST to WeChat ended. Without `said` there was no answer that could be read. */
export type SendOutcome = {
  readonly meaning: SendMeaning;
  readonly said?: WechatSaid | undefined;
  /** How long the POST took; undefined when nothing was posted. */
  readonly ms?: number | undefined;
};

/** No connection, no TLS: nothing of the request has left. */
export const notReached: SendMeaning = {
  outcome: 'try_later',
  credit: 'released',
  status: 503,
  code: 'wechat_unavailable',
  alarm: false,
  retryAfterSeconds: 5,
};

/** No token is to be had until an operator acts. */
export const blocked: SendMeaning = {
  outcome: 'stop',
  credit: 'released',
  status: 503,
  code: 'wechat_blocked',
  alarm: true,
};

/** The request left, and what came back does not say what became of it. */
export const unknowable: SendMeaning = {
  outcome: 'unknowable',
  credit: 'unknown',
  status: 202,
  code: null,
  alarm: false,
};
