import type { Message } from '../../src/domain/message.ts';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import { type Answer, json, problem } from '../../src/entry/answer.ts';
import type { SendAnswer } from '../../src/use-cases/send-contract.ts';

/** What the caller is told. A repeated key gets the same status, code, sendId and errcode. */
export const answerFor = (message: Message, answer: SendAnswer, nowMs: number): Answer => {
  switch (answer.status) {
    case 'ended':
      return ended(message, answer.sendId, answer.outcome);
    case 'not_started':
      return refusedBy(answer.outcome);
    case 'no_credit':
      return problem({
        code: 'no_credit',
        detail:
          'the user has not confirmed this scene, or the confirm has been used: ask again by a fresh link',
      });
    case 'in_flight':
      return problem({
        code: 'credit_in_flight',
        detail: 'another send of this credit is not over yet',
        retryAfterSeconds: secondsUntil(answer.retryAtMs, nowMs),
      });
    case 'credit_unknown':
      return problem({
        code: 'credit_unknown',
        detail: `an earlier send of this credit may have arrived; ${howToResolve}`,
      });
    case 'key_reused':
      return problem({
        code: 'key_reused',
        detail: 'a new message needs an Idempotency-Key of its own',
      });
    case 'too_many_keys':
      return problem({
        code: 'too_many_keys',
        detail: 'this credit remembers as many keys as it can; the oldest is forgotten after a day',
        retryAfterSeconds: secondsUntil(answer.retryAtMs, nowMs),
      });
  }
};

const howToResolve =
  'find out whether it did, then POST /v1/users/{openid}/credits/{scene}/resolution, or let the user confirm again';

const ended = ({ openid, scene }: Message, sendId: string, outcome: SendOutcome): Answer => {
  const { meaning, said } = outcome;
  const who = { sendId, openid, scene };
  if (meaning.credit === 'spent') return json(200, { status: 'sent', ...who });
  if (meaning.credit === 'unknown') {
    return json(202, { status: 'unknown', ...who, ...said, resolve: howToResolve });
  }
  return refusedBy(outcome, sendId);
};

const refusedBy = ({ meaning, said }: SendOutcome, sendId?: string): Answer =>
  problem({
    code: meaning.code ?? 'wechat_unavailable',
    retryAfterSeconds: meaning.retryAfterSeconds,
    detail: meaning.credit === 'released' ? 'nothing was sent and the credit is kept' : undefined,
    sendId,
    ...said,
  });

const secondsUntil = (timeMs: number, nowMs: number): number =>
  Math.max(1, Math.ceil((timeMs - nowMs) / 1000));
