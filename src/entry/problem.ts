import type { Hint } from '../domain/send-outcome.ts';

/** Every `code` of a problem, with its status and title. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not in the documented form' },
  idempotency_key_missing: { status: 400, title: 'The Idempotency-Key header is missing' },
  ticket_invalid: { status: 403, title: 'The confirm is not one that this service asked for' },
  not_found: { status: 404, title: 'There is nothing here' },
  no_credit: { status: 409, title: 'There is no confirm to send a message for' },
  credit_in_flight: { status: 409, title: 'Another send holds this credit' },
  credit_unknown: { status: 409, title: 'An earlier send of this credit has an unknown outcome' },
  not_unknown: { status: 409, title: 'This send has no unknown outcome' },
  no_chance: { status: 409, title: 'WeChat says that the user has no chance left' },
  ticket_expired: { status: 410, title: 'The confirm came too late' },
  receipt_expired: { status: 410, title: 'The receipt is older than ten minutes' },
  key_reused: { status: 422, title: 'The Idempotency-Key was used with another message' },
  message_refused: { status: 422, title: 'WeChat does not take this message' },
  refused_by_wechat: { status: 424, title: 'WeChat refused the message for good' },
  too_many_keys: { status: 429, title: 'Too many Idempotency-Keys for one credit' },
  internal_error: { status: 500, title: 'Something broke' },
  wechat_unavailable: { status: 503, title: 'WeChat cannot be reached or asks to wait' },
  wechat_blocked: { status: 503, title: 'WeChat refuses this account until somebody acts' },
  unavailable: { status: 503, title: 'A part of this service did not answer' },
} as const satisfies Readonly<Record<string, { status: number; title: string }>>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457, with what WeChat said where it spoke. */
export type Problem = {
  readonly code: ProblemCode;
  /** Where it is not the code's own: reading a credit that is not there is a 404. */
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly sendId?: string | undefined;
  readonly errcode?: number | undefined;
  readonly errmsg?: string | undefined;
  readonly rid?: string | undefined;
  readonly hint?: Hint | undefined;
};
