import type { Message } from '../../src/domain/message.ts';
import { notReached, type SendOutcome, unknowable } from '../../src/domain/send-outcome.ts';
import type { WechatSender } from '../../src/use-cases/ports.ts';
import { errcodeRow, hintFor } from '../../src/wechat/errcodes.ts';

export const answered = (errcode: number): SendOutcome => ({
  meaning: errcodeRow(errcode).send,
  said: { errcode, errmsg: `errmsg of ${errcode}`, rid: 'rid', hint: hintFor(errcode, '') },
});
export const timedOut: SendOutcome = { meaning: unknowable };
export const neverLeft: SendOutcome = { meaning: notReached };

/**
 * Answers what it is told to, in order, then 0; keeps what was posted.
 * @param takesTime called while it answers
 */
export const fakeWechat = (
  answers: readonly SendOutcome[] = [],
  takesTime: () => void = () => {},
) => {
  const posts: { readonly message: Message; readonly accessToken: string }[] = [];
  const queue = [...answers];
  let reachable = true;
  const sender: WechatSender = {
    connect: async () => {
      if (!reachable) throw new Error('refused');
      return {
        send: async (message, accessToken) => {
          posts.push({ message, accessToken });
          takesTime();
          return queue.shift() ?? answered(0);
        },
      };
    },
    recall: (errcode) => ({
      meaning: errcodeRow(errcode).send,
      said: { errcode, hint: hintFor(errcode, '') },
    }),
  };
  return {
    sender,
    posts,
    disconnect: () => {
      reachable = false;
    },
  };
};
