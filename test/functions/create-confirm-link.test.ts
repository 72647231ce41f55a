import { describe, expect, test } from 'vitest';
import { openid } from '../support/builders.ts';
import { aConsentService, type ConsentService } from '../support/consent-service.ts';

const bound = 'POST /v1/users/{openid}/confirm-links';
const open = 'POST /v1/confirm-links';
const start = Date.parse('2026-11-23T00:00:00Z');

const ask = async (service: ConsentService, route: typeof bound | typeof open, body: unknown) => {
  const answer = await service.call(route, {
    body,
    ...(route === bound ? { path: { openid } } : {}),
  });
  const parsed = JSON.parse(answer.body);
  const link = URL.canParse(parsed.confirmLink) ? new URL(parsed.confirmLink) : undefined;
  return { ...answer, body: parsed, redirectUrl: link?.searchParams.get('redirect_url') };
};

describe('for any browser', () => {
  test('a link of the relay door, a verifier to keep, and when it ends', async () => {
    const { statusCode, headers, body, redirectUrl } = await ask(aConsentService(), open, {
      scene: 1001,
      return: 'course',
    });

    expect(statusCode).toBe(201);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(body).toEqual({
      confirmLink: expect.stringMatching(
        /^https:\/\/mp\.weixin\.qq\.com\/mp\/subscribemsg\?.*#wechat_redirect$/,
      ),
      verifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      expiresAt: '2026-11-23T00:30:00.000Z',
    });
    expect(redirectUrl).toBe('https://h5.example.com/course');
  });

  test('no link shows its verifier', async () => {
    const { body } = await ask(aConsentService(), open, { scene: 1001, return: 'course' });

    expect(body.confirmLink).not.toContain(body.verifier);
  });

  test.each([
    ['query', 'https://h5.example.com/?lang=zh'],
    ['hash', 'https://h5.example.com/'],
    ['both', 'https://h5.example.com/?a=1'],
  ])('the fragment of %s stays at home, since WeChat damages it', async (name, url) => {
    expect((await ask(aConsentService(), open, { scene: 1, return: name })).redirectUrl).toBe(url);
  });

  test.each<[object, string]>([
    [{ scene: 1001 }, 'return is missing'],
    [
      { scene: 1001, return: 'evil' },
      'return must name a configured return target (course, query, hash, both), got "evil"',
    ],
    [{ scene: 1001, return: 'course', state: 'x' }, 'state is not a known field'],
    [{ scene: 1001, return: 'course', expiresIn: 60 }, 'expiresIn is not a known field'],
    [{ scene: '1001', return: 'course' }, 'scene must be an integer from 0 to 10000, got "1001"'],
  ])('%j is refused', async (given, detail) => {
    expect(await ask(aConsentService(), open, given)).toMatchObject({
      statusCode: 400,
      body: { code: 'invalid_request', detail },
    });
  });

  test('a scene that the stage does not offer is refused', async () => {
    const service = aConsentService({ settings: { scenes: [1] } });

    expect(await ask(service, open, { scene: 2, return: 'course' })).toMatchObject({
      statusCode: 400,
      body: { detail: 'scene must be one of 1, got 2' },
    });
  });
});

describe('for one openid', () => {
  test('a link of the redirect door that carries the state in its path, and needs no verifier', async () => {
    const { statusCode, body, redirectUrl } = await ask(aConsentService(), bound, {
      scene: 1001,
      return: 'course',
      state: 'class_id=123',
    });

    expect(statusCode).toBe(201);
    expect(Object.keys(body)).toEqual(['confirmLink', 'expiresAt']);
    expect(redirectUrl).toBe(
      `https://yici.example.com/base/consent/${Buffer.from('course:class_id=123').toString('base64url')}`,
    );
    expect(body.confirmLink).not.toContain(openid);
  });

  test('at the relay door the page keeps its own state', async () => {
    const service = aConsentService();
    const relay = { scene: 1001, return: 'course', door: 'relay' };

    expect((await ask(service, bound, relay)).redirectUrl).toBe('https://h5.example.com/course');
    expect(await ask(service, bound, { ...relay, state: 'x' })).toMatchObject({
      statusCode: 400,
      body: { detail: expect.stringContaining('state must be left out at the relay door') },
    });
  });

  test('without a publicBaseUrl the relay is the default and the redirect door is refused', async () => {
    const service = aConsentService({ settings: { publicBaseUrl: undefined } });
    const given = { scene: 1001, return: 'course' };

    expect((await ask(service, bound, given)).redirectUrl).toBe('https://h5.example.com/course');
    expect(await ask(service, bound, { ...given, door: 'redirect' })).toMatchObject({
      statusCode: 400,
      body: { detail: expect.stringContaining('this stage has no publicBaseUrl') },
    });
  });

  test.each([60, 604_800])('it may live %d seconds', async (expiresIn) => {
    const { body } = await ask(aConsentService(), bound, { scene: 1, return: 'course', expiresIn });

    expect(Date.parse(body.expiresAt)).toBe(start + expiresIn * 1_000);
  });

  test.each([59, 604_801, 0, -60, 90.5])('it may not live %d seconds', async (expiresIn) => {
    expect(
      await ask(aConsentService(), bound, { scene: 1, return: 'course', expiresIn }),
    ).toMatchObject({
      statusCode: 400,
      body: { detail: `expiresIn must be an integer from 60 to 604800, got ${expiresIn}` },
    });
  });

  test('an openid of another form is refused and not shown again', async () => {
    const { statusCode, body } = await aConsentService().call(bound, {
      path: { openid: 'o-short' },
      body: { scene: 1, return: 'course' },
    });

    expect(statusCode).toBe(400);
    expect(body).not.toContain('o-short');
  });
});

test('what is logged says neither who nor how', async () => {
  const service = aConsentService();
  await ask(service, open, { scene: 1001, return: 'course' });
  await ask(service, bound, { scene: 1001, return: 'course', state: 'CANARY' });

  expect(service.output.logged()).toEqual([
    { level: 'INFO', event: 'link.created', scene: 1001 },
    { level: 'INFO', event: 'link.created', scene: 1001 },
  ]);
});
