import type { Clock, WechatSender } from '../use-cases/ports.ts';

/**
 * A sender that tells how long each POST took, in ms: also of one that got no answer, which took as
 * long as it was waited for.
 */
export const timedSender = (
  sender: WechatSender,
  now: Clock,
  took: (ms: number) => void,
): WechatSender => ({
  ...sender,
  connect: async () => {
    const connection = await sender.connect();
    return {
      send: async (message, accessToken) => {
        const startedMs = now();
        const outcome = await connection.send(message, accessToken);
        took(now() - startedMs);
        return outcome;
      },
    };
  },
});
