import type { Message } from '../domain/message.ts';
import { notReached, type SendOutcome, unknowable } from '../domain/send-outcome.ts';
import type { WechatSender } from '../use-cases/ports.ts';
import { outcomeOf, readJson, readSaid } from './answer.ts';
import { errcodeRow, hintFor } from './errcodes.ts';
import type { WechatHttp } from './http.ts';

/**
 * `POST /cgi-bin/message/template/subscribe`: sends one message. No idempotency key, no message
 * id and no delivery event exist, so a lost answer cannot be found out.
 * developers.weixin.qq.com/doc/service/api/notify/subscribe/api_templatesubscribe.html
 */
export const wechatSender = (http: WechatHttp, templateId: string): WechatSender => ({
  connect: async () => {
    const host = await http.connect();
    return {
      send: async (message, accessToken): Promise<SendOutcome> => {
        const exchange = await host.exchange({
          method: 'POST',
          path: `/cgi-bin/message/template/subscribe?access_token=${encodeURIComponent(accessToken)}`,
          body: messageBody(message, templateId),
        });
        if (exchange.status === 'not_sent') return { meaning: notReached };
        const answer = readJson(exchange);
        const said = answer && readSaid(answer, accessToken);
        return said === undefined ? { meaning: unknowable } : outcomeOf(said);
      },
    };
  },
  recall: (errcode) => ({
    meaning: errcodeRow(errcode).send,
    said: { errcode, hint: hintFor(errcode, '') },
  }),
});

/** Raw UTF-8: WeChat has a code (40033) for bodies with escaped characters. `scene` is a string here. */
const messageBody = (message: Message, templateId: string): string =>
  JSON.stringify({
    touser: message.openid,
    template_id: templateId,
    url: message.url,
    miniprogram: message.miniprogram,
    scene: String(message.scene),
    title: message.title,
    data: { content: { value: message.content, color: message.color } },
  });
