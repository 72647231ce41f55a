import { describe, expect, it } from 'vitest';
import { assumptionSettings } from '../../local/wechat-simulator/assumptions.ts';
import { quirkSettings } from '../../local/wechat-simulator/quirks.ts';
import {
  type Answered,
  appid,
  confirmLink,
  follower,
  message,
  secret,
  startSimulator,
  templateId,
} from './running-simulator.ts';

it('state tells the time, the accounts, the users and every assumption', async () => {
  const { get } = await startSimulator();

  const state = await get('/_simulator/state');

  expect(state.now).toBe('2026-10-10T04:00:00.000Z');
  expect(state.accounts).toMatchObject([
    {
      appid,
      secret,
      template_id: templateId,
      domains: ['127.0.0.1:3000', 'localhost:3000', '127.0.0.1', 'localhost'],
    },
  ]);
  expect(state.users).toHaveLength(4);
  for (const user of state.users) expect(user.openid).toMatch(/^o[\w-]{27}$/);
  expect(state.users[0]).toMatchObject({ openid: follower, name: '李雷', subscribed: true });
  expect(Object.keys(state.assumptions)).toEqual(assumptionSettings.map((one) => one.name));
  expect(Object.keys(state.quirks)).toEqual(quirkSettings.map((one) => one.name));
});

it('every switch says how well it is founded and where that comes from', async () => {
  const { get } = await startSimulator();

  const { assumptions, quirks } = await get('/_simulator/settings');

  for (const setting of [...assumptions, ...quirks]) {
    expect(['official', 'reported', 'assumed']).toContain(setting.label);
    expect(setting.source.length).toBeGreaterThan(10);
    expect(setting.zh).not.toBe(setting.en);
  }
});

it('the log of calls can be cut to its last ones', async () => {
  const { send, get, request } = await startSimulator();
  await send(message({ scene: '1' }), 'x');
  await send(message({ scene: '2' }), 'x');

  const { calls } = await get('/_simulator/calls?last=1');

  expect(calls).toMatchObject([{ body: { scene: '2' } }]);
  expect((await request('GET', '/_simulator/calls?last=none')).status).toBe(400);
});

it('users can be added and changed one member at a time', async () => {
  const { post, get } = await startSimulator();

  await post('/_simulator/users', { openid: 'oNew', name: '新人' });
  const { user } = await post('/_simulator/users', { openid: 'oNew', subscribed: true });

  expect(user).toEqual({ openid: 'oNew', name: '新人', subscribed: true, rejects: false });
  expect((await get('/_simulator/state')).users).toContainEqual(user);
});

it('the clock moves forward only, and everything goes by it', async () => {
  const { advance, send, get } = await startSimulator();

  expect(await advance(90)).toEqual({ now: '2026-10-10T04:01:30.000Z' });
  await send();

  const { calls } = await get('/_simulator/calls');
  expect(calls.at(-1).at).toBe('2026-10-10T04:01:30.000Z');
});

it('reset makes everything as it was at the start', async () => {
  const { get, post, tap, send, advance, assume, quirk, fault, account } = await startSimulator();
  const before = await get('/_simulator/state');
  await tap();
  await send();
  await advance(99);
  await assume({ lengthUnit: 'utf8Bytes' });
  await quirk({ hits: 'twice' });
  await fault({ errcode: -1 });
  await account({ permission: false });
  await post('/_simulator/users', { openid: 'oNew' });

  await post('/_simulator/reset');

  expect(await get('/_simulator/state')).toEqual(before);
  expect(await get('/_simulator/inbox')).toEqual({ messages: [] });
  expect(await get('/_simulator/calls')).toEqual({ calls: [] });
  expect(await get('/_simulator/faults')).toEqual({ faults: [] });
  expect(await get('/_simulator/chances')).toEqual({ chances: [], decisions: [] });
});

it('calls are logged as they were received and answered', async () => {
  const { base, get, accessToken } = await startSimulator();
  const token = await accessToken();
  const path = '/cgi-bin/message/template/subscribe';
  await fetch(`${base}${path}?access_token=${token}`, {
    method: 'POST',
    headers: { 'X-Test': 'yes' },
    body: `${JSON.stringify(message())}\n`,
  });

  const { calls } = await get(`/_simulator/calls?path=${path}`);

  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({
    at: '2026-10-10T04:00:00.000Z',
    method: 'POST',
    path,
    query: { access_token: token },
    headers: { 'x-test': 'yes' },
    body: message(),
    rawBody: `${JSON.stringify(message())}\n`,
    answer: { errcode: 43101 },
    status: 200,
    fault: null,
    appid,
  });
});

describe('input that is refused names the field, its value and what is allowed', () => {
  it.each([
    ['users', { openid: '' }, 'openid', /^openid must be 1 to 64 letters, digits, - or _, got ""$/],
    ['users', {}, 'openid', /got nothing$/],
    ['users', { openid: 'o1', subscribed: 'yes' }, 'subscribed', /true or false, got "yes"/],
    ['users', { openid: 'o1', nickname: 'x' }, 'nickname', /known fields are openid, name/],
    ['users', 'no json', 'body', /a JSON object/],
    ['accounts', { appid: 'abc' }, 'appid', /an appid such as/],
    ['accounts', { appid: 'wx00000000' }, 'secret', /a non-empty string/],
    ['accounts', { appid, domains: ['https://a.example'] }, 'domains', /hosts without scheme/],
    ['accounts', { appid, ipAllowList: ['*'] }, 'ipAllowList', /addresses or ranges/],
    ['accounts', { appid, limits: { perDay: 1 } }, 'limits.perDay', /the limits are tokenPerDay/],
    ['accounts', { appid, limits: { tokenPerDay: -1 } }, 'limits.tokenPerDay', /null for no limit/],
    [
      'assumptions',
      { lengthUnit: 'bytes' },
      'lengthUnit',
      /"codePoints", "utf16Units", "utf8Bytes"/,
    ],
    [
      'assumptions',
      { chanceLifetimeSeconds: 0 },
      'chanceLifetimeSeconds',
      /seconds above 0, got 0/,
    ],
    ['assumptions', { hits: 'twice' }, 'hits', /each assumption is one of failedSendConsumes/],
    ['assumptions', [], 'body', /a JSON object/],
    ['quirks', { hits: 2 }, 'hits', /"once", "twice", "never", got 2/],
    ['quirks', { nothing: 2 }, 'nothing', /each quirk is one of ownQuery/],
    ['phone', { openid: 'oNobody' }, 'openid', /a known user: oK7c/],
    ['confirm', { url: 'nonsense', openid: follower, action: 'confirm' }, 'url', /a confirm link/],
    [
      'confirm',
      { url: 'https://mp.weixin.qq.com/s/article', openid: follower, action: 'confirm' },
      'url',
      /mp\/subscribemsg/,
    ],
    [
      'confirm',
      { url: confirmLink(), openid: 'oNobody', action: 'confirm' },
      'openid',
      /known user/,
    ],
    [
      'confirm',
      { url: confirmLink(), openid: follower, action: 'ok' },
      'action',
      /confirm or cancel/,
    ],
    ['faults', { fault: { errcode: 1 } }, 'path', /one of \/cgi-bin\/token/],
    [
      'faults',
      { path: '/_simulator/state', fault: { errcode: 1 } },
      'path',
      /or a beginning such as/,
    ],
    ['faults', { path: '/cgi-bin/token' }, 'fault', /errcode, status, html, half, drop, quirks/],
    ['faults', { path: '/cgi-bin/token', fault: {} }, 'fault', /delayMs or one of/],
    [
      'faults',
      { path: '/cgi-bin/token', fault: { errcode: 1, status: 500 } },
      'fault',
      /at a time/,
    ],
    ['faults', { path: '/cgi-bin/token', fault: { errcode: 'x' } }, 'errcode', /whole number/],
    ['faults', { path: '/cgi-bin/token', fault: { status: 99 } }, 'status', /from 200 to 599/],
    ['faults', { path: '/cgi-bin/token', fault: { drop: true } }, 'drop', /before or after/],
    ['faults', { path: '/cgi-bin/token', fault: { half: 1 } }, 'half', /true/],
    ['faults', { path: '/cgi-bin/token', fault: { delayMs: 0 } }, 'delayMs', /from 1 to 600000/],
    [
      'faults',
      { path: '/cgi-bin/token', fault: { drop: 'after', effect: true } },
      'fault.effect',
      /drop takes delayMs, drop/,
    ],
    [
      'faults',
      { path: '/cgi-bin/token', times: 0, fault: { errcode: 1 } },
      'times',
      /above 0, or "always"/,
    ],
    ['faults', { path: '/cgi-bin/token', skip: -1, fault: { errcode: 1 } }, 'skip', /from 0/],
    ['faults', { path: '/cgi-bin/token', fault: { quirks: {} } }, 'path', /\/mp\/subscribemsg/],
    ['faults', { path: '/mp/subscribemsg', fault: { errcode: 1 } }, 'fault', /status, html, drop/],
    ['faults', { path: '/mp/subscribemsg', fault: { quirks: { hits: 3 } } }, 'hits', /got 3/],
    ['clock', { advanceSeconds: -1 }, 'advanceSeconds', /from 0 to/],
    ['clock', { advanceSeconds: '5' }, 'advanceSeconds', /whole number/],
    ['clock', {}, 'advanceSeconds', /got nothing/],
  ])('%s %o', async (control, body, field, words) => {
    const { base } = await startSimulator();
    const text = typeof body === 'string' ? body : JSON.stringify(body);

    const response = await fetch(`${base}/_simulator/${control}`, { method: 'POST', body: text });
    const answer: Answered = await response.json();

    expect(response.status).toBe(400);
    expect(answer.field).toBe(field);
    expect(answer.error).toMatch(words);
    expect(answer).toHaveProperty('value');
    expect(answer.error).toContain(answer.allowed);
  });

  it('an unknown user in a query', async () => {
    const { request } = await startSimulator();

    const response = await request('GET', '/_simulator/inbox?openid=oNobody');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field: 'openid', value: 'oNobody' });
  });

  it('an unknown control, or the wrong method', async () => {
    const { request } = await startSimulator();

    const unknown = await request('GET', '/_simulator/nothing');
    const wrong = await request('GET', '/_simulator/clock');

    expect(unknown.status).toBe(404);
    expect(await allowedBy(unknown)).toContain('POST /_simulator/clock');
    expect(wrong.status).toBe(405);
    expect(await allowedBy(wrong)).toEqual(['POST /_simulator/clock']);
  });

  it('a body of more than 1 MiB', async () => {
    const { request } = await startSimulator();

    const response = await request('POST', '/_simulator/users', 'x'.repeat(1024 * 1024 + 1));

    expect(response.status).toBe(413);
  });
});

async function allowedBy(response: Response): Promise<readonly string[]> {
  const answer: Answered = await response.json();
  return answer.allowed;
}

it('input that is refused changes nothing', async () => {
  const { get, post } = await startSimulator();
  const before = await get('/_simulator/state');

  await post('/_simulator/assumptions', { cancelRevokesChance: true, lengthUnit: 'bytes' });
  await post('/_simulator/users', { openid: 'oNew', rejects: 1 });

  expect(await get('/_simulator/state')).toEqual(before);
});

it('the phone is handed over with a cookie, and for everyone who has none', async () => {
  const { base, get, request } = await startSimulator();
  const [, second] = (await get('/_simulator/state')).users;

  const response = await request('POST', '/_simulator/phone', { openid: second.openid });

  expect(response.headers.get('set-cookie')).toBe(
    `simulator_openid=${second.openid}; Path=/; SameSite=Lax`,
  );
  expect(await get('/_simulator/phone')).toEqual({ openid: second.openid });
  const headers = { Cookie: `simulator_openid=${follower}` };
  expect(await (await fetch(`${base}/_simulator/phone`, { headers })).json()).toEqual({
    openid: follower,
  });
});

it('changes are announced as server-sent events', async () => {
  const { base, advance } = await startSimulator();
  const response = await fetch(`${base}/_simulator/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();

  expect((await reader?.read())?.value).toContain('data: open');
  await advance(1);

  expect((await reader?.read())?.value).toBe('data: changed\n\n');
  await reader?.cancel();
});

it('links are spelled localhost while it listens on 127.0.0.1, or as it is told', async () => {
  const { createSimulator } = await import('../../local/wechat-simulator/simulator.ts');
  const plain = createSimulator();
  const told = createSimulator({ publicUrl: 'http://192.168.1.5:3001' });

  const first = await plain.listen(0, '127.0.0.1');
  const second = await told.listen(0, '127.0.0.1');

  expect(first.url).toBe(`http://localhost:${first.port}`);
  expect(second.url).toBe('http://192.168.1.5:3001');
  await plain.close();
  await told.close();
});
