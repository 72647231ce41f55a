import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPerson, resultOf, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.refresh();
});
afterAll(() => world.close());

describe('the story through the redirect door', () => {
  it('goes from the link to one message in the inbox, and the next send says why not', async () => {
    const person = await aPerson(world);

    const result = await person.confirm();
    expect(Object.fromEntries(result)).toMatchObject({
      yici: 'confirmed',
      scene: '1001',
      state: 'class_id=123',
    });
    const receipt = await world.call('POST', '/v1/receipts', { receipt: result.get('receipt') });
    expect(receipt.status).toBe(200);
    expect(receipt.json).toMatchObject({
      openid: person.openid,
      scene: 1001,
      callerState: 'class_id=123',
      assurance: 'browser',
    });
    expect((await world.credit(person.openid)).json).toMatchObject({ state: 'available' });

    const sent = await world.send(person.openid, 'key-1');
    expect(sent.status).toBe(200);
    expect(sent.json).toMatchObject({ status: 'sent', openid: person.openid, scene: 1001 });
    expect(await world.inbox(person.openid)).toMatchObject([
      { scene: 1001, title: '上课提醒', content: '明天上午九点\n一号楼 203' },
    ]);

    const again = await world.send(person.openid, 'key-2');
    expect(again.status).toBe(409);
    expect(again.headers.get('content-type')).toBe('application/problem+json');
    expect(again.json).toMatchObject({ code: 'no_credit', status: 409 });
    expect((await world.send(person.openid, 'key-1')).json).toEqual(sent.json);
    expect(await world.inbox(person.openid)).toHaveLength(1);
    expect((await world.credit(person.openid)).json).toMatchObject({
      state: 'spent',
      sendId: sent.json['sendId'],
    });
  });

  it('tells the page of a cancel, and gives no credit', async () => {
    const person = await aPerson(world);

    const result = await person.arrive(await person.tap(await person.subscribe(), 'cancel'));

    expect(Object.fromEntries(result)).toEqual({
      yici: 'cancelled',
      scene: '1001',
      state: 'class_id=123',
    });
    expect((await world.credit(person.openid)).status).toBe(404);
    expect((await world.send(person.openid, 'key')).json).toMatchObject({ code: 'no_credit' });
  });

  it.each(['demo', 'history', 'hash', 'uniapp'])(
    'comes back to the target %s with its result in one place',
    async (target) => {
      const person = await aPerson(world);
      const state = '&yici=cancelled#/x?receipt=forged';

      const answer = await person.open(await person.callback({ target, state }));

      const location = answer.headers.get('location') ?? '';
      expect(answer.status).toBe(302);
      expect(new URL(location).origin).toBe(world.returnOrigin);
      expect(resultOf(location).getAll('yici')).toEqual(['confirmed']);
      expect(resultOf(location).get('state')).toBe(state);
      expect(location.includes('#')).toBe(target === 'hash' || target === 'uniapp');
    },
  );

  it('answers a reloaded callback the same until its message is claimed, then used', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();

    const first = await person.arrive(callback);
    const second = await person.arrive(callback);
    expect([first.get('yici'), second.get('yici')]).toEqual(['confirmed', 'confirmed']);
    for (const result of [first, second]) {
      const opened = await world.call('POST', '/v1/receipts', { receipt: result.get('receipt') });
      expect(opened.json).toMatchObject({ openid: person.openid });
    }

    await world.send(person.openid, 'key-1');
    const third = await person.arrive(callback);
    expect(Object.fromEntries(third)).toEqual({
      yici: 'used',
      scene: '1001',
      state: 'class_id=123',
    });
    expect((await world.send(person.openid, 'key-2')).json).toMatchObject({ code: 'no_credit' });
  });

  it('takes a callback with a slash before its query, and refuses two', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();

    expect((await person.open(callback.replace('?', '//?'))).status).toBe(400);
    expect((await person.arrive(callback.replace('?', '/?'))).get('yici')).toBe('confirmed');
  });

  it('takes the parameters of the callback in any order, and ignores unknown ones', async () => {
    const person = await aPerson(world);
    const callback = new URL(await person.callback());
    const turned = [...callback.searchParams].reverse();

    callback.search = String(new URLSearchParams([['from', 'menu'], ...turned, ['x', '1']]));

    expect((await person.arrive(callback.href)).get('yici')).toBe('confirmed');
  });

  it('refuses a callback that says something twice', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();

    for (const name of ['openid', 'action', 'scene', 'reserved', 'template_id']) {
      const value = new URL(callback).searchParams.get(name) ?? '';
      const answer = await person.open(`${callback}&${name}=${value}`);
      expect(answer.status, name).toBe(400);
      expect(answer.text).toContain('<!doctype html>');
    }
    expect((await world.credit(person.openid)).status).toBe(404);
  });

  it('believes no callback that it did not ask for: one page for all of them, and no credit', async () => {
    const person = await aPerson(world);
    const other = await aPerson(world);
    const callback = new URL(await person.callback());
    const foreign = new URL(await other.callback({ scene: 1002, state: 'another' }));
    const forged = (change: (url: URL) => void) => {
      const url = new URL(callback);
      change(url);
      return url.href;
    };
    const set = (name: string, value: string) => forged((url) => url.searchParams.set(name, value));
    const reserved = callback.searchParams.get('reserved') ?? '';

    const pages = [
      set('reserved', '0'.repeat(124)),
      set(
        'reserved',
        reserved.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      ),
      set('reserved', foreign.searchParams.get('reserved') ?? ''),
      set('scene', '1002'),
      set('template_id', 'another_template_0123456789'),
      forged((url) => {
        url.pathname = foreign.pathname;
      }),
      forged((url) => {
        url.pathname += 'x';
      }),
    ];
    const texts = new Set<string>();
    for (const url of pages) {
      const answer = await person.open(url);
      expect(answer.status, url).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
      texts.add(answer.text);
    }
    expect(texts.size).toBe(1);
    expect((await world.credit(person.openid)).status).toBe(404);
  });

  it('tells the page, and keeps nothing, when the genuine callback arrives in another browser', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();
    person.forgetCookies();

    expect((await person.arrive(callback)).get('yici')).toBe('invalid');
    expect((await world.credit(person.openid)).status).toBe(404);
  });

  it('keeps one confirm when the same callback arrives many times at once', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();

    const results = await Promise.all(Array.from({ length: 20 }, () => person.arrive(callback)));

    expect(new Set(results.map((result) => result.get('yici')))).toEqual(new Set(['confirmed']));
    expect((await world.send(person.openid, 'key-1')).status).toBe(200);
    expect((await world.send(person.openid, 'key-2')).status).toBe(409);
  });

  it('a user whom only the browser named has a credit and no chance: WeChat refuses, and it is void', async () => {
    const [person, named] = [await aPerson(world), await aPerson(world)];
    const callback = new URL(await person.callback());
    callback.searchParams.set('openid', named.openid);
    expect((await person.arrive(callback.href)).get('yici')).toBe('confirmed');

    const answer = await world.send(named.openid, 'key');

    expect(answer.json).toMatchObject({ code: 'no_chance', errcode: 43101 });
    expect((await world.credit(named.openid)).json).toMatchObject({ state: 'void' });
    expect(await world.inbox(named.openid)).toEqual([]);
  });

  it('a user who has confirmed and is named by another browser as well gets one message', async () => {
    const [person, named] = [await aPerson(world), await aPerson(world)];
    await named.confirm();
    const callback = new URL(await person.callback());
    callback.searchParams.set('openid', named.openid);
    await person.arrive(callback.href);

    expect((await world.send(named.openid, 'key-1')).json).toMatchObject({ status: 'sent' });
    expect((await world.send(named.openid, 'key-2')).json).toMatchObject({ code: 'no_credit' });
    expect(await world.inbox(named.openid)).toHaveLength(1);
  });

  it('links made for one user are for that user only', async () => {
    const [person, other] = [await aPerson(world), await aPerson(world)];
    const made = await world.call('POST', `/v1/users/${person.openid}/confirm-links`, {
      scene: 1001,
      return: 'demo',
      state: 's',
    });
    const link = String(made.json['confirmLink']);

    expect(made.status).toBe(201);
    expect((await other.arrive(await other.tap(link, 'confirm'))).get('yici')).toBe('invalid');
    const result = await person.arrive(await person.tap(link, 'confirm'));
    const receipt = await world.call('POST', '/v1/receipts', { receipt: result.get('receipt') });
    expect(receipt.json).toMatchObject({ openid: person.openid, assurance: 'openid' });
  });
});
