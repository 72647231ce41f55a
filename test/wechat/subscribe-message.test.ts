import { expect, test } from 'vitest';
import type { Message } from '../../src/domain/message.ts';
import type { Exchange, ExchangeRequest } from '../../src/wechat/http.ts';
import { wechatSender } from '../../src/wechat/subscribe-message.ts';
import { aMessage, openid } from '../support/builders.ts';

const token = 'TOKEN/+=&?#';

/** WeChat as one answer, and the requests that asked for it. */
const senderOn = (exchange: Exchange) => {
  const requests: ExchangeRequest[] = [];
  const host = {
    exchange: async (request: ExchangeRequest) => {
      requests.push(request);
      return exchange;
    },
  };
  return { requests, sender: wechatSender({ connect: async () => host }, 'template-1') };
};

const answered = (body: unknown, httpStatus = 200): Exchange => ({
  status: 'answered',
  httpStatus,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const bodyOf = async (message: Message): Promise<string> => {
  const { sender, requests } = senderOn(answered({ errcode: 0, errmsg: 'ok' }));
  await (await sender.connect()).send(message, token);
  return requests[0]?.body ?? '';
};

const send = async (exchange: Exchange) => {
  const { sender } = senderOn(exchange);
  return (await sender.connect()).send(aMessage(), token);
};

test('a message is one POST, its token in the query, encoded once', async () => {
  const { sender, requests } = senderOn(answered({ errcode: 0, errmsg: 'ok' }));

  await (await sender.connect()).send(aMessage(), token);

  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/cgi-bin/message/template/subscribe?access_token=TOKEN%2F%2B%3D%26%3F%23',
      body: expect.stringContaining('template-1'),
    },
  ]);
});

test('the body is what the documentation shows: scene as a string, the words in data.content', async () => {
  const message = aMessage({
    color: '#07C160',
    url: 'https://h5.example.com/course?id=1',
    miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'pages/course?id=1' },
  });

  expect(JSON.parse(await bodyOf(message))).toEqual({
    touser: openid,
    template_id: 'template-1',
    url: 'https://h5.example.com/course?id=1',
    miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'pages/course?id=1' },
    scene: '1001',
    title: '上课提醒',
    data: {
      content: { value: '课程将于明天上午九点开始\n请提前十分钟进入教室', color: '#07C160' },
    },
  });
});

test('what is left out of a message is left out of the body, and Chinese stays as it is', async () => {
  const body = await bodyOf(aMessage({ content: '好 "引号" 😀' }));

  expect(body).toBe(
    `{"touser":"${openid}","template_id":"template-1","scene":"1001","title":"上课提醒",` +
      '"data":{"content":{"value":"好 \\"引号\\" 😀"}}}',
  );
});

test('errcode 0 is sent', async () => {
  expect(await send(answered({ errcode: 0, errmsg: 'ok' }))).toMatchObject({
    meaning: { outcome: 'sent', credit: 'spent', status: 200 },
    said: { errcode: 0, errmsg: 'ok' },
  });
});

test('an errcode comes with its rid, its words and what to do in both languages', async () => {
  const errmsg = 'user refuse to accept the msg rid: 5f9a1b2c-0a1b2c3d-4e5f6a7b';

  const { meaning, said } = await send(answered({ errcode: 43101, errmsg }));

  expect(meaning).toMatchObject({ outcome: 'no_chance', credit: 'void', code: 'no_chance' });
  expect(said).toMatchObject({ errcode: 43101, errmsg, rid: '5f9a1b2c-0a1b2c3d-4e5f6a7b' });
  expect(said?.hint.zh).toMatch(/订阅通知/);
  expect(said?.hint.en).toMatch(/Subscription Notifications/);
});

test('the address that WeChat saw is in the hint of 40164', async () => {
  const errmsg = 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: a-b-c';

  const { said } = await send(answered({ errcode: 40164, errmsg }));

  expect(said?.hint.zh).toContain('203.0.113.7');
  expect(said?.hint.en).toContain('203.0.113.7');
});

test('an access_token that WeChat repeats is not handed on', async () => {
  const { said } = await send(
    answered({ errcode: 40001, errmsg: `invalid credential ${token} and ${token}` }),
  );

  expect(said?.errmsg).toBe('invalid credential [secret] and [secret]');
});

test('an errmsg without end is cut', async () => {
  const { said } = await send(answered({ errcode: 47001, errmsg: 'x'.repeat(5_000) }));

  expect(said?.errmsg).toHaveLength(256);
});

test('what never left is certainly not sent', async () => {
  expect(await send({ status: 'not_sent' })).toMatchObject({
    meaning: { outcome: 'try_later', credit: 'released', retryAfterSeconds: 5 },
  });
});

test.each<[string, Exchange]>([
  ['no answer', { status: 'lost' }],
  ['HTTP 500', answered({ errcode: 0 }, 500)],
  ['HTTP 404', answered({ errcode: 0 }, 404)],
  ['a redirect', answered('', 302)],
  ['nothing', answered('')],
  ['a page', answered('<html><body>502 Bad Gateway</body></html>')],
  ['half of its JSON', answered('{"errcode":0,"errm')],
  ['JSON that is no object', answered('0')],
  ['a list', answered([{ errcode: 0 }])],
  ['null', answered('null')],
  ['no errcode', answered({ errmsg: 'ok' })],
  ['an errcode that is text', answered({ errcode: '0', errmsg: 'ok' })],
  ['an errcode that is no integer', answered({ errcode: 0.5 })],
  ['an errcode too large to be exact', answered('{"errcode":1e300}')],
  ['an errcode of null', answered({ errcode: null })],
])('%s does not say what became of the message: it is unknown', async (_, exchange) => {
  const { meaning, said } = await send(exchange);

  expect(meaning).toMatchObject({ outcome: 'unknowable', credit: 'unknown', status: 202 });
  expect(said).toBeUndefined();
});

test.each([-1, 40241, 40252, 123_456])(
  'errcode %d does not say that nothing was sent: it is unknown, with what WeChat said',
  async (errcode) => {
    const { meaning, said } = await send(answered({ errcode, errmsg: 'system error' }));

    expect(meaning).toMatchObject({ credit: 'unknown', status: 202 });
    expect(said).toMatchObject({ errcode, errmsg: 'system error' });
  },
);

test('a remembered errcode means what it meant, without the words that are not kept', () => {
  const { sender } = senderOn({ status: 'lost' });

  const { meaning, said } = sender.recall(43101);

  expect(meaning.code).toBe('no_chance');
  expect(said).toMatchObject({ errcode: 43101, hint: { zh: expect.any(String) } });
  expect(said?.errmsg).toBeUndefined();
  expect(said?.rid).toBeUndefined();
});
