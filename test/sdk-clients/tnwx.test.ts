import { ApiConfig, ApiConfigKit } from '@tnwx/accesstoken';
import { Content, Data, SubscribeMsg } from '@tnwx/commons';
import { AxiosHttpKit, HttpKit } from '@tnwx/kits';
import { SubscribeMsgApi } from '@tnwx/wxmp';
import { expect, it, onTestFinished } from 'vitest';
import {
  appid,
  follower,
  secret,
  startSimulator,
  stranger,
  templateId,
} from '../wechat-simulator/running-simulator.ts';

/**
 * The SDK writes WeChat's host into every call and has no setting for it. Its own extension point is
 * the HTTP delegate (`HttpKit.setHttpDelegate`), so the delegate that it ships is given the other
 * host; bodies, headers and everything above stay the SDK's.
 */
class AxiosElsewhere extends AxiosHttpKit {
  readonly #base: string;

  constructor(base: string) {
    super();
    this.#base = base;
  }

  override httpGet(url: string, options?: unknown) {
    return super.httpGet(this.#here(url), options);
  }

  override httpPost(url: string, data: string, options?: unknown) {
    return super.httpPost(this.#here(url), data, options);
  }

  #here(url: string): string {
    return url.replace('https://api.weixin.qq.com', this.#base);
  }
}

async function sdkOnSimulator() {
  const simulator = await startSimulator();
  HttpKit.setHttpDelegate = new AxiosElsewhere(simulator.base);
  ApiConfigKit.putApiConfig(new ApiConfig(appid, secret, 'token'));
  ApiConfigKit.setCurrentAppId(appid);
  onTestFinished(async () => {
    await ApiConfigKit.getCache.remove(appid);
    ApiConfigKit.removeApiConfig(appid);
  });
  const send = () =>
    SubscribeMsgApi.send(
      new SubscribeMsg(
        follower,
        templateId,
        1001,
        '上课提醒',
        new Data(new Content('明天 10:00\n地点：203', '#173177')),
      ),
    );
  return { ...simulator, send };
}

it('gets an access_token, sends, and meets 43101 at the second message', async () => {
  const { send, tap, inbox } = await sdkOnSimulator();
  await tap();

  expect(await send()).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await send()).toMatchObject({
    errcode: 43101,
    errmsg: expect.stringMatching(/^user refuse to accept the msg rid: /),
  });
  expect(await inbox()).toMatchObject([{ scene: 1001, title: '上课提醒', color: '#173177' }]);
});

it('makes confirm links that the confirm page takes', async () => {
  const { tap } = await sdkOnSimulator();
  const redirectUrl = 'http://127.0.0.1:3000/cb?a=1&b=2';

  const link = SubscribeMsgApi.getAuthorizeURL(1001, templateId, redirectUrl, 'abc123');
  const { location } = await tap('confirm', stranger, link);

  expect(location).toBe(
    `${redirectUrl}&openid=${stranger}&template_id=${templateId}&action=confirm&reserved=abc123&scene=1001`,
  );
});

it('sends its JSON as a form, and is understood', async () => {
  const { send, get } = await sdkOnSimulator();
  await send();

  const { calls } = await get('/_simulator/calls?path=/cgi-bin/message/template/subscribe');

  expect(calls[0].headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(calls[0].body).toMatchObject({ touser: follower, scene: 1001 });
});
