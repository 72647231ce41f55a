import { describe, expect, it } from 'vitest';
import {
  confirmLink,
  follower,
  message,
  pagePath,
  rid,
  startSimulator,
} from './running-simulator.ts';

const confirmPath = '/mp/subscribemsg';

describe('an injected errcode', () => {
  it('is answered with its own words, and the call does nothing', async () => {
    const { fault, tap, send, inbox } = await startSimulator();
    await tap();
    await fault({ errcode: 45009 });

    const answer = await send();

    expect(answer.errcode).toBe(45009);
    expect(answer.errmsg).toMatch(/^reach max api daily quota limit rid: /);
    expect(await inbox()).toEqual([]);
    expect((await send()).errcode).toBe(0);
  });

  it('may come although the message was delivered', async () => {
    const { fault, tap, send, inbox } = await startSimulator();
    await tap();
    await fault({ errcode: -1, effect: true });

    expect((await send()).errmsg).toMatch(/^system error rid: /);
    expect(await inbox()).toHaveLength(1);
    expect((await send()).errcode).toBe(43101);
  });

  it('may be a success that delivers nothing', async () => {
    const { fault, tap, send, inbox } = await startSimulator();
    await tap();
    await fault({ errcode: 0 });

    expect(await send()).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await inbox()).toEqual([]);
  });

  it('may bring its own errmsg, such as the older hint form', async () => {
    const { fault, send } = await startSimulator();
    await fault({ errcode: 40001, errmsg: 'invalid credential hint: [abc]' });

    expect(await send()).toEqual({ errcode: 40001, errmsg: 'invalid credential hint: [abc]' });
  });

  it('ends every errcode with a rid, known to the simulator or not', async () => {
    const { fault, send } = await startSimulator();
    for (const errcode of [
      40014, 40243, 43004, 43019, 43108, 43117, 40241, 47003, 50002, 89503, 777,
    ]) {
      await fault({ errcode });
      expect(await send()).toMatchObject({ errcode, errmsg: expect.stringMatching(rid) });
    }
  });
});

describe('an injected HTTP answer', () => {
  it("has the status, and a gateway's page or the body that is given", async () => {
    const { fault, accessToken, request } = await startSimulator();
    const path = `/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;
    await fault({ status: 502 });
    await fault({ status: 500, body: '{"oops":1}' });

    const first = await request('POST', path, message());
    const second = await request('POST', path, message());

    expect([first.status, second.status]).toEqual([502, 500]);
    expect(await first.text()).toContain('<title>502 Bad Gateway</title>');
    expect(await second.text()).toBe('{"oops":1}');
  });

  it('is HTML in the place of JSON with status 200', async () => {
    const { fault, accessToken, request, tap, inbox } = await startSimulator();
    await tap();
    await fault({ html: '<html>维护中</html>' });

    const path = `/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;
    const response = await request('POST', path, message());

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('<html>维护中</html>');
    expect(await inbox()).toEqual([]);
  });
});

describe('a broken connection', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ])('%s the effect leaves %i messages', async (drop, delivered) => {
    const { fault, tap, accessToken, send, inbox } = await startSimulator();
    const token = await accessToken();
    await tap();
    await fault({ drop });

    await expect(send(message(), token)).rejects.toThrow('fetch failed');
    expect(await inbox()).toHaveLength(delivered);
    expect((await send(message(), token)).errcode).toBe(delivered === 1 ? 43101 : 0);
  });

  it('in the middle of the answer comes after the effect', async () => {
    const { fault, tap, accessToken, request, inbox } = await startSimulator();
    await tap();
    await fault({ half: true });

    const path = `/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;
    const response = await request('POST', path, message());

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(await inbox()).toHaveLength(1);
  });
});

describe('a late answer', () => {
  it('comes after the message, so that a caller who gives up cannot know', async () => {
    const { fault, tap, accessToken, base, inbox } = await startSimulator();
    const url = `${base}/cgi-bin/message/template/subscribe?access_token=${await accessToken()}`;
    await tap();
    await fault({ delayMs: 600_000 });
    const caller = new AbortController();

    const sending = fetch(url, {
      method: 'POST',
      body: JSON.stringify(message()),
      signal: caller.signal,
    });
    while ((await inbox()).length === 0);
    caller.abort();

    await expect(sending).rejects.toThrow('aborted');
  });

  it('may be any other fault as well', async () => {
    const { fault, send } = await startSimulator();
    await fault({ delayMs: 1, errcode: 45011 });

    expect((await send()).errcode).toBe(45011);
  });
});

describe('how often and where', () => {
  it('meets as many requests as asked, after those that may pass', async () => {
    const { fault, send } = await startSimulator();
    await fault({ errcode: -1 }, undefined, { skip: 1, times: 2 });

    const errcodes = [];
    for (let sends = 0; sends < 4; sends += 1) errcodes.push((await send()).errcode);

    expect(errcodes).toEqual([43101, -1, -1, 43101]);
  });

  it('meets every request until it is cleared', async () => {
    const { fault, send, request } = await startSimulator();
    await fault({ errcode: 48001 }, undefined, { times: 'always' });
    for (let sends = 0; sends < 3; sends += 1) expect((await send()).errcode).toBe(48001);

    await request('DELETE', '/_simulator/faults');

    expect((await send()).errcode).toBe(43101);
  });

  it('can be cleared one by one', async () => {
    const { fault, get, request } = await startSimulator();
    const first = (await fault({ errcode: -1 })).fault;
    const second = (await fault({ errcode: 45009 })).fault;

    expect(await (await request('DELETE', `/_simulator/faults?id=${first.id}`)).json()).toEqual({
      removed: 1,
    });
    expect((await get('/_simulator/faults')).faults).toEqual([second]);
    expect((await request('DELETE', `/_simulator/faults?id=${first.id}`)).status).toBe(400);
  });

  it('meets one path only, or all that begin alike', async () => {
    const { fault, send, stableToken, plainToken } = await startSimulator();
    await fault({ errcode: 89503 }, '/cgi-bin/stable_token');

    expect((await plainToken()).expires_in).toBe(7200);
    expect((await stableToken()).errcode).toBe(89503);
    await fault({ errcode: 48004 }, '/cgi-bin/*', { times: 2 });
    expect((await plainToken()).errcode).toBe(48004);
    expect((await send(message(), 'x')).errcode).toBe(48004);
  });

  it('is told in the log of calls', async () => {
    const { fault, send, accessToken, get } = await startSimulator();
    const token = await accessToken();
    await fault({ drop: 'before' });
    await send(message(), token).catch(() => {});

    const { calls } = await get('/_simulator/calls?path=/cgi-bin/message/template/subscribe');

    expect(calls).toMatchObject([{ answer: null, status: null, fault: '{"drop":"before"}' }]);
  });
});

describe('faults of the confirm page', () => {
  const page = pagePath(confirmLink());

  it('are an HTTP status, HTML, or no answer', async () => {
    const { fault, request } = await startSimulator();
    await fault({ status: 503 }, confirmPath);
    await fault({ html: true }, confirmPath);
    await fault({ drop: 'before' }, confirmPath);

    expect((await request('GET', page)).status).toBe(503);
    expect(await (await request('GET', page)).text()).toContain('Bad Gateway');
    await expect(request('GET', page)).rejects.toThrow('fetch failed');
    expect(await (await request('GET', page)).text()).toContain('data-tap="confirm"');
  });

  it('are quirks of as many callbacks as asked', async () => {
    const { fault, tap, request } = await startSimulator();
    const link = confirmLink({ redirect_url: 'http://127.0.0.1:3000/#/x' });
    await fault({ quirks: { fragment: 'doubled', hits: 'twice' } }, confirmPath);

    await request('GET', page);
    const first = await tap('cancel', follower, link);
    const second = await tap('cancel', follower, link);

    expect([first.hits, second.hits]).toEqual(['twice', 'once']);
    expect(first.location).toMatch(/#\/#\/x$/);
    expect(second.location).toMatch(/#\/x$/);
  });
});
