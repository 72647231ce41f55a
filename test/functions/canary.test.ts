import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { callbackOf, wechatPhone } from '../support/consent-service.ts';
import { parameters, startFunctions } from '../support/real-functions.ts';

const mark = () => `CANARY${randomBytes(12).toString('hex')}`;
const openid = `oCANARY${randomBytes(11).toString('hex')}`.slice(0, 28);
/** As an openid that stands where none belongs. */
const stray = `oCANARY${randomBytes(11).toString('hex')}`.slice(0, 28);
const planted = {
  appsecret: mark(),
  'sealing key': randomBytes(32).toString('base64'),
  'pseudonym key': mark(),
  'first access_token': mark(),
  'second access_token': mark(),
};
const words = { 'caller state': mark(), title: 'CANARYtitle', content: mark(), 'its key': mark() };

/** WeChat at its most talkative: whatever it is sent, it says back. */
const talkative = () => {
  const said: string[] = [];
  const tokens = [planted['first access_token'], planted['second access_token']];
  let issued = 0;
  const scripts = { send: [] as (number | 'reset')[], token: [] as number[] };
  const listener: RequestListener = async (request, response) => {
    const body = await text(request);
    const echo = `${request.url} ${body}`;
    said.push(echo);
    const isToken = request.url === '/cgi-bin/stable_token';
    const scripted = scripts[isToken ? 'token' : 'send'].shift();
    if (scripted === 'reset') return request.socket.resetAndDestroy();
    if (isToken && scripted === undefined) {
      if (JSON.parse(body).force_refresh) issued += 1;
      return response.end(JSON.stringify({ access_token: tokens[issued], expires_in: 7_200 }));
    }
    const errmsg = `${echo} rid: 5f9a1b2c-0a1b2c3d-4e5f6a7b`;
    return response.end(JSON.stringify({ errcode: scripted ?? 0, errmsg }));
  };
  return { listener, said, scripts };
};

test('no secret leaves in an answer, a log line or an error, and no openid but to the back end', async () => {
  const wechat = talkative();
  const { call, refresh, store, database, lines } = await startFunctions(wechat.listener, {
    [parameters.appsecret]: planted.appsecret,
    [parameters.sealingKeys]: JSON.stringify({
      keys: [{ kid: '01', secret: planted['sealing key'], signsFrom: '2020-01-01T00:00:00Z' }],
    }),
    [parameters.pseudonymKey]: planted['pseudonym key'],
  });
  const shown: Record<'browser' | 'backend' | 'thrown', string[]> = {
    browser: [],
    backend: [],
    thrown: [],
  };
  const keep = (who: keyof typeof shown, what: unknown) => {
    shown[who].push(inspect(what, { depth: null, showHidden: true, maxStringLength: null }));
  };
  const browse = async (...given: Parameters<typeof call>) => {
    const answer = await call(...given);
    keep('browser', answer);
    return answer;
  };
  const ask = async (...given: Parameters<typeof call>) => {
    const answer = await call(...given);
    keep('backend', answer);
    return { ...answer, json: JSON.parse(answer.body ?? 'null') };
  };
  const runRefresh = (event: unknown) =>
    refresh(event).then(
      (answer) => keep('backend', answer),
      (error: unknown) => keep('thrown', error),
    );
  const confirm = async (scene: number) => {
    const { headers, cookies = [] } = await browse('GET /subscribe', {
      query: `scene=${scene}&return=course&state=${words['caller state']}`,
      headers: { 'user-agent': wechatPhone },
    });
    const callback = callbackOf(String(headers?.['location']), { openid }, '/consent/');
    const browser = cookies.map((cookie) => cookie.split(';')[0] ?? '');
    const returned = await browse('GET /consent/{state+}', { ...callback, cookies: browser });
    await browse('GET /consent/{state+}', { ...callback, cookies: [] });
    await browse('GET /consent/{state+}', { ...callback, query: `${callback.query}0` });
    await browse('GET /consent/{state+}', { ...callback, query: `${callback.query}&openid=x` });
    const receipt = new URL(String(returned.headers?.['location'])).searchParams.get('receipt');
    return ask('POST /v1/receipts', { body: { receipt } });
  };
  const send = (scene: unknown, changes: object = {}) =>
    ask('POST /v1/messages', {
      headers: { 'idempotency-key': `${words['its key']}-${scene}` },
      body: { openid, scene, title: words.title, content: words.content, ...changes },
    });

  // a life without trouble
  await runRefresh({ source: 'aws.events', time: '2026-11-23T08:00:00Z' });
  expect((await confirm(1)).json).toMatchObject({ openid, scene: 1 });
  expect((await send(1)).json).toMatchObject({ status: 'sent' });
  expect((await send(1)).json).toMatchObject({ status: 'sent' });

  // WeChat refuses the token it has just given, and then the message
  await confirm(2);
  wechat.scripts.send.push(40001, 43101);
  await send(2);
  for (const [at, trouble] of [43101, 40003, 45009, 40164, 47001, -1, 99999].entries()) {
    await confirm(10 + at);
    wechat.scripts.send.push(trouble);
    await send(10 + at);
  }
  await confirm(3);
  wechat.scripts.send.push('reset');
  const unknown = await send(3);
  expect(unknown).toMatchObject({ statusCode: 202 });

  // the desk
  const path = { openid, scene: '3' };
  await ask('GET /v1/users/{openid}/credits', { path });
  await ask('GET /v1/users/{openid}/credits/{scene}', { path });
  await ask('POST /v1/users/{openid}/credits/{scene}/resolution', {
    path,
    body: { sendId: unknown.json.sendId, delivered: true },
  });
  await ask('POST /v1/users/{openid}/confirm-links', {
    path,
    body: { scene: 1, return: 'course' },
  });
  await ask('GET /v1/health');

  // mistakes: openids in the wrong places, secrets in nobody's
  await send(stray);
  await send(1, { [stray]: 1 });
  await send(1, { color: stray, template_id: stray });
  await browse('GET /subscribe', { query: `scene=1&return=${stray}` });
  await browse('POST /v1/confirm-links', { body: { scene: 1, return: 'course' } });
  await browse('POST /v1/consents', { body: { openid: stray, action: stray, scene: stray } });
  await ask('POST /v1/receipts', { body: { receipt: stray } });
  await ask('DELETE /v1/users/{openid}', { path });

  // a token call that fails with the secret in its words, by schedule and by a sender
  await store.put(parameters.accessToken, '{"accessToken":"broken');
  wechat.scripts.token.push(40125);
  await runRefresh({ source: 'aws.events' });
  wechat.scripts.token.push(40125);
  await runRefresh({ refusedFingerprint: 'x' });
  await ask('GET /v1/health');

  // and then nothing answers any more
  await database.close();
  await store.stop();
  await confirm(4).catch(() => undefined);
  await send(4);
  await ask('GET /v1/users/{openid}/credits', { path });
  await ask('GET /v1/health');
  await runRefresh({ source: 'aws.events' });

  // the canaries did travel where they belong
  const toWechat = wechat.said.join('\n');
  for (const name of ['appsecret', 'first access_token', 'second access_token'] as const) {
    expect(toWechat, name).toContain(planted[name]);
  }
  expect(toWechat).toContain(openid);
  expect(shown.thrown.length).toBeGreaterThanOrEqual(2);
  expect(lines.length).toBeGreaterThan(50);

  // and nowhere else
  const logged = lines.join('\n');
  const everywhere = [logged, ...Object.values(shown).flat()].join('\n');
  for (const [name, secret] of Object.entries(planted)) {
    expect(everywhere.includes(secret), `${name} was shown`).toBe(false);
    expect(everywhere.includes(Buffer.from(secret).toString('base64')), name).toBe(false);
  }
  for (const [name, word] of Object.entries(words)) {
    expect(logged.includes(word), `${name} was logged`).toBe(false);
  }
  expect(logged.includes(openid), 'the openid was logged').toBe(false);
  expect(logged.includes(stray), 'an openid in the wrong place was logged').toBe(false);
  expect(shown.browser.join().includes(openid), 'a browser was shown the openid').toBe(false);
  expect(shown.thrown.join().includes(openid), 'the openid was thrown').toBe(false);
  expect(logged).not.toMatch(/[0-9a-f]{100}|__Host-yici|subscribemsg/);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event');
});
