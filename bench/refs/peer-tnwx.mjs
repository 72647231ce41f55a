// Two writes by lib-dynamodb around @tnwx/wxmp, with its own token store (memory).
import { ApiConfig, ApiConfigKit } from '@tnwx/accesstoken';
import { Content, Data, SubscribeMsg } from '@tnwx/commons';
import { AxiosHttpKit, HttpKit } from '@tnwx/kits';
import { SubscribeMsgApi } from '@tnwx/wxmp';
import { claim, settle } from './document-client.mjs';
import { newSend, sent, templateId, wechatUrl } from './work.mjs';

/** It writes WeChat's host into every call and has no setting for it: its own HTTP client, told of ours. */
class Elsewhere extends AxiosHttpKit {
  httpGet(url, options) {
    return super.httpGet(here(url), options);
  }
  httpPost(url, data, options) {
    return super.httpPost(here(url), data, options);
  }
}
const here = (url) => url.replace('https://api.weixin.qq.com', wechatUrl);

HttpKit.setHttpDelegate = new Elsewhere();
ApiConfigKit.putApiConfig(new ApiConfig('appid', 'secret', 'token'));
ApiConfigKit.setCurrentAppId('appid');

export const handler = async (event) => {
  const one = newSend(event);
  await claim(one);
  const { errcode } = await SubscribeMsgApi.send(
    new SubscribeMsg(
      one.openid,
      templateId,
      one.scene,
      one.title,
      new Data(new Content(one.content, '#000000')),
    ),
  );
  if (errcode !== 0) throw new Error(`errcode ${errcode}`);
  await settle(one);
  return sent(one);
};
