import WechatApi from 'co-wechat-api';
import { expect, it } from 'vitest';
import {
  appid,
  follower,
  secret,
  startSimulator,
  templateId,
} from '../wechat-simulator/running-simulator.ts';

/** The SDK as published; only its own `prefix` property says where WeChat is. */
async function sdkOnSimulator() {
  const simulator = await startSimulator();
  const api = new WechatApi(appid, secret);
  api.prefix = `${simulator.base}/cgi-bin/`;
  const send = () =>
    api.sendSubscribe(
      follower,
      templateId,
      'https://h5.example.com/',
      undefined,
      '1001',
      '上课提醒',
      {
        content: { value: '明天 10:00\n地点：203', color: '#173177' },
      },
    );
  return { ...simulator, api, send };
}

it('gets an access_token, sends, and meets 43101 at the second message', async () => {
  const { api, send, tap, inbox } = await sdkOnSimulator();
  await tap();

  expect((await api.getAccessToken()).accessToken).toMatch(/^\d+_/);
  expect(await send()).toEqual({ errcode: 0, errmsg: 'ok' });
  await expect(send()).rejects.toMatchObject({
    name: 'WeChatAPIError',
    code: 43101,
    message: expect.stringMatching(/^user refuse to accept the msg rid: /),
  });
  expect(await inbox()).toMatchObject([
    { scene: 1001, title: '上课提醒', content: '明天 10:00\n地点：203', color: '#173177' },
  ]);
});

it('recovers from an access_token that another program has replaced', async () => {
  const { send, tap, plainToken, advance, get } = await sdkOnSimulator();
  await send().catch(() => {});
  await plainToken();
  await advance(300);
  await tap();

  expect(await send()).toEqual({ errcode: 0, errmsg: 'ok' });

  const { calls } = await get('/_simulator/calls?path=/cgi-bin/message/template/subscribe');
  expect(calls.map((call: { answer: { errcode: number } }) => call.answer.errcode)).toEqual([
    43101, 40001, 0,
  ]);
});

it('is told of a wrong secret', async () => {
  const { base } = await startSimulator();
  const api = new WechatApi(appid, 'wrong');
  api.prefix = `${base}/cgi-bin/`;

  await expect(api.getAccessToken()).rejects.toMatchObject({ code: 40125 });
});

it('takes an HTML page for an answer that is no JSON', async () => {
  const { send, fault, api } = await sdkOnSimulator();
  await api.getAccessToken();
  await fault({ status: 502 });

  await expect(send()).rejects.toThrow('status code: 502');
});
