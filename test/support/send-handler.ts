import { createHandler, type Deps } from '../../functions/send-message/handler.ts';
import { openid, startMs } from './builders.ts';
import { capturedOutput } from './captured-output.ts';
import { aContext, anEvent } from './http-events.ts';

export type SendRequest = Parameters<Deps['sendMessage']>[0];
export type SendAnswer = Awaited<ReturnType<Deps['sendMessage']>>;

export const aMessageBody = {
  openid,
  scene: 1001,
  title: '上课提醒',
  content: '课程将于明天上午九点开始',
};

/** `POST /v1/messages` in front of a use case that answers what it is told to. */
export const aSendHandler = (
  answer: SendAnswer = { status: 'no_credit' },
  rules: Partial<Deps['rules']> = {},
) => {
  const output = capturedOutput();
  const requests: SendRequest[] = [];
  const order: string[] = [];
  const handler = createHandler({
    sendMessage: async (request) => {
      requests.push(request);
      order.push('send');
      return answer;
    },
    rules: { urlHosts: [], allowHttpUrl: false, ...rules },
    pseudonym: async () => {
      order.push('pseudonym');
      return 'pseudonym-1';
    },
    log: output.log,
    countAt: output.countAt,
    now: () => startMs,
  });
  const post = async (
    body: unknown = aMessageBody,
    headers: Readonly<Record<string, string>> = { 'idempotency-key': 'key-1' },
  ) => {
    const answered = await handler(
      anEvent('POST /v1/messages', { body, headers }),
      aContext(20_000),
    );
    return { ...answered, body: JSON.parse(answered.body ?? '') };
  };
  return { post, requests, output, order };
};
