import { describe, expect, test } from 'vitest';
import { keyRing } from '../../src/domain/key-ring.ts';
import { aRing, openid, otherOpenid } from '../support/builders.ts';
import { aConsentService, callbackOf, startIn } from '../support/consent-service.ts';

const route = 'GET /consent/{state+}';
const stranger = keyRing([{ kid: '01', secret: Buffer.alloc(32, 8), signsFromMs: 0 }]);

const reservedOf = (link: string) => new URL(link).searchParams.get('reserved') ?? '';
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const flip = (text: string, at: number) =>
  `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;

/** Well formed, each of them, and each not what we sealed. */
const forgeries = async () => {
  const service = aConsentService();
  const { link, cookies } = await startIn(service);
  const other = await startIn(service, 'scene=1002&return=course&state=class_id%3D123');
  const foreign = await startIn(aConsentService({ ring: stranger }));
  const relay = await service.call('POST /v1/confirm-links', {
    body: { scene: 1001, return: 'course' },
  });
  const { path, query } = callbackOf(link);
  const reserved = reservedOf(link);
  const withReserved = (name: string, value: string) =>
    [name, { path, query: callbackOf(link, { reserved: value }).query }] as const;
  const withState = (name: string, state: string) => [name, { path: { state }, query }] as const;

  const variants = [
    ...Array.from(reserved, (_, at) => withReserved(`digit ${at} changed`, flip(reserved, at))),
    ...Array.from({ length: 60 }, (_, n) =>
      withReserved(`cut to ${n + 1}`, reserved.slice(0, n + 1)),
    ),
    withReserved('one digit more', `${reserved}0`),
    withReserved('upper case', reserved.toUpperCase()),
    withReserved('not hex', 'z'.repeat(124)),
    withReserved('a megabyte', '1'.repeat(8_000)),
    withReserved('a line break after it', `${reserved}\n`),
    withReserved('full-width digits', reserved.replace('1', '１')),
    withReserved('only zeros', '0'.repeat(124)),
    withReserved('a kid that nobody has', `1ff${reserved.slice(3)}`),
    withReserved('sealed for another scene', reservedOf(other.link)),
    withReserved('sealed by a stranger with our kid', reservedOf(foreign.link)),
    withReserved('sealed for the relay door', reservedOf(JSON.parse(relay.body).confirmLink)),
    withReserved('markup', '<script>alert(1)</script>'),
    ['another scene', { path, query: callbackOf(link, { scene: '1002' }).query }],
    ['another template', { path, query: callbackOf(link, { template_id: 'template-2' }).query }],
    [
      'another template, nearly ours',
      { path, query: callbackOf(link, { template_id: 'template-1 ' }).query },
    ],
    withState('another target', base64url('hash:class_id=123')),
    withState('another state', base64url('course:class_id=124')),
    withState('no state', base64url('course')),
    withState('a target that nobody has', base64url('evil')),
    withState('a target of every object', base64url('constructor')),
    withState('a URL for a target', base64url('https://evil.example/')),
    withState('padding', `${path.state}==`),
    withState('the same bytes spelled otherwise', `${path.state}A`),
    withState('two slashes', `${path.state}//`),
    withState('a slash in front', `/${path.state}`),
    withState('a segment more', `${path.state}/x`),
    withState('nothing', ''),
    withState('a slash', '/'),
    withState('not base64', '%00..\\\r\nLocation: https://evil.example'),
  ] as const;
  return { service, variants, cookies };
};

describe('a callback that we did not seal', () => {
  test('is refused alike in every variant, writes nothing and asks nobody', async () => {
    const { service, variants, cookies } = await forgeries();
    expect(variants.length).toBeGreaterThan(200);
    const uniform = await service.call(route, { path: { state: 'x' }, query: 'x' });
    const before = { ...service.calls };

    const answers = new Set<string>();
    for (const [name, parts] of variants) {
      const { statusCode, headers, body, location } = await service.call(route, {
        ...parts,
        cookies,
      });
      expect(statusCode, name).toBe(400);
      expect(location, name).toBe('');
      answers.add(JSON.stringify({ headers, body }));
    }

    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('这个确认无法使用');
    expect(uniform.statusCode).toBe(400);
    expect(service.calls.store).toBe(0);
    // the ring as it is cached, at most once for each: no variant has it read again
    expect(service.calls.ring - before.ring).toBeLessThanOrEqual(variants.length);
    expect(service.output.lines.join()).not.toContain('evil');
  });

  test('is refused alike when it says cancel', async () => {
    const service = aConsentService();
    const { link, cookies } = await startIn(service);
    const forged = callbackOf(link, { action: 'cancel', reserved: flip(reservedOf(link), 100) });

    const { statusCode, body } = await service.call(route, { ...forged, cookies });

    expect(statusCode).toBe(400);
    expect(body).toContain('这个确认无法使用');
  });

  test('a seal of an appid or a ring that is not ours opens nothing here', async () => {
    for (const changes of [{ ring: stranger }, { settings: { appid: 'wxfedcba9876543210' } }]) {
      const { link, cookies } = await startIn(aConsentService(changes));
      const service = aConsentService({ ring: aRing() });

      const answer = await service.call(route, { ...callbackOf(link), cookies });

      expect(answer).toMatchObject({ statusCode: 400, location: '' });
      expect(service.calls.store).toBe(0);
    }
  });
});

describe('a callback that is malformed', () => {
  test.each([
    ['a parameter twice', (query: string) => `${query}&openid=${otherOpenid}`],
    ['a parameter twice, the same', (query: string) => `${query}&openid=${openid}`],
    ['no openid', (query: string) => query.replace(/openid=[^&]*&/, '')],
    ['an openid of another form', (query: string) => query.replace(openid, 'o')],
    ['another action', (query: string) => query.replace('=confirm', '=accept')],
    ['a scene of another form', (query: string) => query.replace('scene=1001', 'scene=01001')],
    ['broken percent-encoding', (query: string) => query.replace('scene=1001', 'scene=%zz')],
    ['a parameter twice, once in markup', (query: string) => `${query}&amp;openid=${openid}`],
    ['nothing', () => ''],
  ])('with %s is a page, goes nowhere and asks nobody', async (_, damage) => {
    const service = aConsentService();
    const { link, cookies } = await startIn(service);
    const before = { ...service.calls };
    const { path, query } = callbackOf(link);

    const answer = await service.call(route, { path, query: damage(query), cookies });

    expect(answer).toMatchObject({ statusCode: 400, location: '' });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8' });
    expect(answer.body).not.toContain(openid);
    expect(service.calls).toEqual(before);
    expect(service.output.lines.join()).not.toContain(openid);
  });
});
