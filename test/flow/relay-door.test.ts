import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, aPerson, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.refresh();
});
afterAll(() => world.close());

const post = async (path: string, body: unknown): Promise<Answer> => {
  const response = await fetch(`${world.serviceUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.serviceUrl },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: JSON.parse(text), text };
};

/** What the H5 page finds in its own query. */
const found = (location: string) => Object.fromEntries(new URL(location).searchParams);

describe('the story through the relay door', () => {
  const ask = async (target = 'demo') => {
    const { status, json } = await post('/v1/confirm-links', { scene: 1002, return: target });
    expect(status).toBe(201);
    return { link: String(json['confirmLink']), verifier: String(json['verifier']) };
  };

  it('brings a confirm that the page reports to a receipt and to a message', async () => {
    const person = await aPerson(world);
    const { link, verifier } = await ask('hash');
    const callback = await person.tap(link, 'confirm');
    expect(callback).not.toContain('#');

    const reported = await post('/v1/consents', { ...found(callback), verifier });

    expect(reported.status).toBe(200);
    expect(reported.json).toMatchObject({ result: 'confirmed', scene: 1002 });
    const receipt = await world.call('POST', '/v1/receipts', { receipt: reported.json['receipt'] });
    expect(receipt.json).toMatchObject({
      openid: person.openid,
      scene: 1002,
      assurance: 'browser',
    });
    expect(receipt.json['callerState']).toBeUndefined();
    expect((await world.send(person.openid, 'key', { scene: 1002 })).status).toBe(200);
    expect((await post('/v1/consents', { ...found(callback), verifier })).json).toEqual({
      result: 'used',
      scene: 1002,
    });
  });

  it('tells of a cancel', async () => {
    const person = await aPerson(world);
    const { link, verifier } = await ask();
    const callback = await person.tap(link, 'cancel');

    expect((await post('/v1/consents', { ...found(callback), verifier })).json).toEqual({
      result: 'cancelled',
      scene: 1002,
    });
  });

  it('refuses a confirm without the verifier, with another one, and a forged one', async () => {
    const person = await aPerson(world);
    const { link, verifier } = await ask();
    const callback = found(await person.tap(link, 'confirm'));

    for (const body of [
      callback,
      { ...callback, verifier: '0'.repeat(32) },
      { ...callback, verifier, scene: 1003 },
      { ...callback, verifier, reserved: '1'.repeat(124) },
    ]) {
      const answer = await post('/v1/consents', body);
      expect(answer.status).toBe(403);
      expect(answer.json).toMatchObject({ code: 'ticket_invalid' });
    }
    expect((await world.credit(person.openid, 1002)).status).toBe(404);
  });

  it('names the field that is wrong', async () => {
    const answers = await Promise.all([
      post('/v1/confirm-links', { scene: 10_001, return: 'demo' }),
      post('/v1/confirm-links', { scene: 1, return: 'elsewhere' }),
      post('/v1/confirm-links', { scene: 1, return: 'demo', url: 'https://evil.example' }),
      post('/v1/consents', { action: 'maybe' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect(answers.map(({ json }) => String(json['detail']).split(' ')[0])).toEqual([
      'scene',
      'return',
      'url',
      'template_id',
    ]);
  });
});

describe('routes of the back end', () => {
  it.each([
    ['POST', '/v1/receipts'],
    ['POST', '/v1/messages'],
    ['GET', '/v1/users/oSomebody00000000000000001/credits'],
    ['DELETE', '/v1/users/oSomebody00000000000000001'],
    ['GET', '/v1/health'],
  ])('answer nobody who has not signed: %s %s', async (method, path) => {
    const response = await fetch(`${world.serviceUrl}${path}`, { method });

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  });

  it('tell whether a message could be sent now', async () => {
    const health = await world.call('GET', '/v1/health');

    expect(health.status).toBe(200);
    expect(health.json).toMatchObject({
      status: 'ok',
      accessToken: { fresh: true },
      creditTable: 'reachable',
    });
  });

  it('serve the domain ownership file', async () => {
    const response = await fetch(`${world.serviceUrl}/MP_verify_yiciLocal.txt`);

    expect(await response.text()).toBe('yiciLocal');
    expect((await fetch(`${world.serviceUrl}/MP_verify_other.txt`)).status).toBe(404);
  });
});
