import type { Clock, WechatSender } from '../use-cases/ports.ts';

/**
 * A sender whose outcomes say how long the POST took, in whole ms: also of one that got no answer,
 * which took as long as it was waited for.
 */
export const timedSender = (sender: WechatSender, now: Clock): WechatSender => ({
  ...sender,
  connect: async () => {
    const connection = await sender.connect();
    return {
      send: async (message, accessToken) => {
        const startedMs = now();
        const outcome = await connection.send(message, accessToken);
        return { ...outcome, ms: Math.round(now() - startedMs) };
      },
    };
  },
});
