import { describe, expect, it } from 'vitest';
import { appid, message, rid, secret, startSimulator } from './running-simulator.ts';

const askPlain = (query: string) => `/cgi-bin/token?${query}`;

describe('GET /cgi-bin/token', () => {
  it('answers a token for 7200 seconds', async () => {
    const { plainToken } = await startSimulator();

    const answer = await plainToken();

    expect(answer.expires_in).toBe(7200);
    expect(answer.access_token).toMatch(/^\d+_[\w-]{100,}$/);
  });

  it('makes a new token with every call, and lets the one before live for 5 minutes', async () => {
    const { plainToken, send, advance } = await startSimulator();
    const first = (await plainToken()).access_token;
    const second = (await plainToken()).access_token;

    expect(second).not.toBe(first);
    await advance(299);
    expect((await send(message(), first)).errcode).toBe(43101);
    await advance(1);
    expect((await send(message(), first)).errcode).toBe(40001);
    expect((await send(message(), second)).errcode).toBe(43101);
  });

  it('looks at the appid first: even a call without grant_type gets 40013', async () => {
    const { get } = await startSimulator();

    const answer = await get(askPlain('appid=wxnobody&secret=x'));

    expect(answer.errcode).toBe(40013);
    expect(answer.errmsg).toMatch(/^invalid appid rid: /);
  });

  it.each([
    ['appid', 41002, 'appid missing', `grant_type=client_credential&secret=${secret}`],
    ['secret', 41004, 'appsecret missing', `grant_type=client_credential&appid=${appid}`],
    ['grant_type', 40002, 'invalid grant_type', `appid=${appid}&secret=${secret}`],
  ])('answers a call without %s with %i', async (_, errcode, text, query) => {
    const { get } = await startSimulator();

    const answer = await get(askPlain(query));

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).toMatch(rid);
    expect(answer.errmsg.startsWith(`${text} rid: `)).toBe(true);
  });

  it('answers a wrong secret with 40125, or 40001 where that is assumed', async () => {
    const { get, assume } = await startSimulator();
    const path = askPlain(`grant_type=client_credential&appid=${appid}&secret=wrong`);

    expect(await get(path)).toMatchObject({
      errcode: 40125,
      errmsg: expect.stringMatching(/^invalid appsecret rid: /),
    });
    await assume({ wrongSecretErrcode: 40001 });
    expect((await get(path)).errcode).toBe(40001);
  });

  it('allows as many calls a day as the account may make, until midnight in Beijing', async () => {
    const { plainToken, account, advance } = await startSimulator();
    await account({ limits: { tokenPerDay: 2 } });
    await plainToken();
    await plainToken();

    const third = await plainToken();

    expect(third.errcode).toBe(45009);
    expect(third.errmsg).toMatch(/^reach max api daily quota limit rid: /);
    await advance(12 * 3600 - 1);
    expect((await plainToken()).errcode).toBe(45009);
    await advance(1);
    expect((await plainToken()).expires_in).toBe(7200);
  });
});

describe('POST /cgi-bin/stable_token', () => {
  it('answers the same token with what remains of its time', async () => {
    const { stableToken, advance } = await startSimulator();
    const first = await stableToken();
    await advance(6855);

    const again = await stableToken();

    expect(again).toEqual({ access_token: first.access_token, expires_in: 345 });
  });

  it('never answers less than 300 seconds: then a new token comes, and both are valid', async () => {
    const { stableToken, advance, send } = await startSimulator();
    const first = await stableToken();
    await advance(6900);
    expect(await stableToken()).toEqual({ ...first, expires_in: 300 });
    await advance(1);

    const second = await stableToken();

    expect(second.expires_in).toBe(7200);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await send(message(), first.access_token)).errcode).toBe(43101);
    await advance(299);
    expect(await send(message(), first.access_token)).toMatchObject({
      errcode: 42001,
      errmsg: expect.stringMatching(/^access_token expired rid: /),
    });
    expect((await send(message(), second.access_token)).errcode).toBe(43101);
  });

  it('ends the token at once when the refresh is forced', async () => {
    const { stableToken, send } = await startSimulator();
    const first = await stableToken();

    const forced = await stableToken({ force_refresh: true });

    expect(forced.expires_in).toBe(7200);
    expect((await send(message(), first.access_token)).errcode).toBe(40001);
    expect((await send(message(), forced.access_token)).errcode).toBe(43101);
  });

  it('does not force again within 30 seconds', async () => {
    const { stableToken, advance } = await startSimulator();
    const forced = await stableToken({ force_refresh: true });
    await advance(29);
    const tooSoon = await stableToken({ force_refresh: true });
    await advance(1);

    const after = await stableToken({ force_refresh: true });

    expect(tooSoon).toEqual({ access_token: forced.access_token, expires_in: 7171 });
    expect(after.access_token).not.toBe(forced.access_token);
  });

  it('allows 20 forced refreshes a day', async () => {
    const { stableToken, advance } = await startSimulator();
    for (let times = 0; times < 20; times += 1) {
      expect((await stableToken({ force_refresh: true })).expires_in).toBe(7200);
      await advance(30);
    }

    expect((await stableToken({ force_refresh: true })).errcode).toBe(45009);
    expect((await stableToken()).expires_in).toBe(7170);
  });

  it('allows as many calls a minute as the account may make', async () => {
    const { stableToken, account, advance } = await startSimulator();
    await account({ limits: { stableTokenPerMinute: 1 } });
    await stableToken();

    const second = await stableToken();

    expect(second.errcode).toBe(45011);
    expect(second.errmsg).toMatch(/^api minute-quota reach limit/);
    await advance(60);
    expect((await stableToken()).expires_in).toBe(7140);
  });

  it('must be a POST with a JSON object, whatever its Content-Type says', async () => {
    const { base, get, post } = await startSimulator();
    const body = JSON.stringify({ grant_type: 'client_credential', appid, secret });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };

    const form = await fetch(`${base}/cgi-bin/stable_token`, { method: 'POST', headers, body });

    expect(await form.json()).toMatchObject({ expires_in: 7200 });
    expect((await get('/cgi-bin/stable_token')).errcode).toBe(43002);
    expect((await post('/cgi-bin/stable_token', '')).errcode).toBe(44002);
    expect((await post('/cgi-bin/stable_token', '{"appid":')).errcode).toBe(47001);
    expect((await post('/cgi-bin/stable_token', '[]')).errcode).toBe(47001);
  });

  it.each([
    [41002, { appid: undefined }],
    [40013, { appid: 'wxnobody' }],
    [40002, { grant_type: 'authorization_code' }],
    [41004, { secret: '' }],
    [40125, { secret: 'wrong' }],
  ])('answers %i as /cgi-bin/token does', async (errcode, changed) => {
    const { stableToken } = await startSimulator();

    expect((await stableToken(changed)).errcode).toBe(errcode);
  });
});

describe('the two lines of tokens', () => {
  it('know nothing of each other', async () => {
    const { plainToken, stableToken, send, advance } = await startSimulator();
    const plain = (await plainToken()).access_token;
    const stable = (await stableToken()).access_token;

    await plainToken();
    await stableToken({ force_refresh: true });

    expect((await send(message(), plain)).errcode).toBe(43101);
    expect((await send(message(), stable)).errcode).toBe(40001);
    await advance(300);
    expect((await send(message(), plain)).errcode).toBe(40001);
  });
});

describe('the IP allow-list', () => {
  it('refuses an address that is not on it with 40164 and shows the address', async () => {
    const { stableToken, plainToken, send, account } = await startSimulator();
    const token = (await stableToken()).access_token;
    await account({ ipAllowList: ['203.0.113.7'] });

    for (const refused of [await stableToken(), await plainToken(), await send(message(), token)]) {
      expect(refused.errcode).toBe(40164);
      expect(refused.errmsg).toMatch(
        /^invalid ip 127\.0\.0\.1 ipv6 ::ffff:127\.0\.0\.1, not in whitelist rid: /,
      );
    }
  });

  it('knows ranges, and can be taken away', async () => {
    const { stableToken, account } = await startSimulator();

    await account({ ipAllowList: ['10.0.0.0/8', '127.0.0.0/24'] });
    expect((await stableToken()).expires_in).toBe(7200);
    await account({ ipAllowList: ['127.0.1.0/24'] });
    expect((await stableToken()).errcode).toBe(40164);
    await account({ ipAllowList: null });
    expect((await stableToken()).expires_in).toBe(7200);
  });

  it('covers the token calls only, or answers 61004, where that is assumed', async () => {
    const { stableToken, send, account, assume } = await startSimulator();
    const token = (await stableToken()).access_token;
    await account({ ipAllowList: [] });
    await assume({ ipAllowListCovers: 'tokenCalls', ipRefusalErrcode: 61004 });

    expect((await send(message(), token)).errcode).toBe(43101);
    expect(await stableToken()).toMatchObject({
      errcode: 61004,
      errmsg: expect.stringMatching(/requestIP: 127\.0\.0\.1 rid: /),
    });
  });
});
