// Two writes by lib-dynamodb around co-wechat-api, with its own token store (memory).
import WechatApi from 'co-wechat-api';
import { claim, settle } from './document-client.mjs';
import { newSend, sent, templateId, wechatUrl } from './work.mjs';

const wechat = new WechatApi('appid', 'secret');
wechat.prefix = `${wechatUrl}/cgi-bin/`;

export const handler = async (event) => {
  const one = newSend(event);
  await claim(one);
  await wechat.sendSubscribe(
    one.openid,
    templateId,
    undefined,
    undefined,
    String(one.scene),
    one.title,
    { content: { value: one.content } },
  );
  await settle(one);
  return sent(one);
};
