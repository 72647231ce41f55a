import { fingerprintMessage, hashKey, parseIdempotencyKey } from '../../src/domain/idempotency.ts';
import type { Openid } from '../../src/domain/openid.ts';
import { type Answer, problem } from '../../src/entry/answer.ts';
import { readBody } from '../../src/entry/body.ts';
import type { CountAt } from '../../src/entry/count-at.ts';
import { type HttpHandler, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import type { SendMessage } from '../../src/use-cases/send-contract.ts';
import { answerFor } from './answer.ts';
import { claimObserver, report } from './report.ts';
import { type MessageRules, messageRequest } from './schema.ts';

export type Deps = {
  readonly sendMessage: SendMessage;
  readonly rules: MessageRules;
  readonly pseudonym: (openid: Openid) => Promise<string>;
  readonly log: Log;
  readonly countAt: CountAt;
  readonly now: () => number;
};

/** `POST /v1/messages`: at most one message for one confirm. */
export const createHandler = (deps: Deps): HttpHandler => {
  const schema = messageRequest(deps.rules);
  return httpHandler(deps, async ({ headers, body, deadlineMs, log }): Promise<Answer> => {
    const key = headers['idempotency-key'];
    if (key === undefined) return problem({ code: 'idempotency_key_missing' });
    const keyHash = hashKey(parseIdempotencyKey(key));
    const message = readBody(schema, body);
    // asked for first: after the send nothing is worth waiting for
    const user = deps.pseudonym(message.openid);
    const answer = await deps.sendMessage(
      { message, keyHash, fingerprint: fingerprintMessage(message), deadlineMs },
      claimObserver(log, deps.countAt),
    );
    report(log.with({ scene: message.scene, user: await user }), deps.countAt, answer);
    return answerFor(message, answer, deps.now());
  });
};
