import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atRedirectDoor, queryOf, redirectParts } from './callbacks.ts';
import { printNumbers } from './numbers.ts';
import { type Answered, alice, settings, startTwoDoors, type TwoDoors } from './two-doors.ts';
import { markupVectors, urlVectors } from './url-vectors.ts';

let doors: TwoDoors;
beforeAll(async () => {
  doors = await startTwoDoors();
});
afterAll(() => doors.close());

const counted: Record<string, number> = {
  'URL vectors': urlVectors.length,
  'markup vectors': markupVectors.length,
};
afterAll(() => printNumbers('redirects and pages', counted));
const count = (name: string) => {
  counted[name] = (counted[name] ?? 0) + 1;
};

const wechat = 'https://mp.weixin.qq.com/mp/subscribemsg?';
const places = [wechat, ...Object.values(settings.returnTargets)];

/** Why a browser that is given this answer may end up where it should not; undefined when it may not. */
const escapeOf = ({ location, status, cookies, headers }: Answered): string | undefined => {
  const all = [location, ...cookies, ...Object.values(headers).map(String)];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (all.some((value) => /[\u0000-\u001f\u007f]/.test(value)))
    return `control characters in ${location}`;
  if (location === '') return status === 302 ? 'a redirect to nowhere' : undefined;
  const place = places.find((each) => location.startsWith(each));
  if (place === undefined) return location;
  const { origin } = new URL(location);
  if (origin !== new URL(place).origin) return location;
  if (place !== wechat) return undefined;
  const back = new URL(location).searchParams.get('redirect_url') ?? '';
  return back.startsWith('https://yici.example.com/consent/') &&
    new URL(back).origin === 'https://yici.example.com'
    ? undefined
    : back;
};

/** The tags of a page, without what stands between them. */
const tagsOf = (body: string): readonly string[] => body.match(/<[^>]*>/g) ?? [];
const attributeless = (tag: string) => tag.replace(/(value)="[^"<>]*"/, '$1=""');

/** Why a page may run what came in; undefined when its structure is that of an ordinary one. */
const breakoutOf = ({ body, headers }: Answered, ordinary: Answered): string | undefined => {
  const policy = String(headers['content-security-policy']);
  if (
    !policy.startsWith("default-src 'none';") ||
    policy !== ordinary.headers['content-security-policy']
  ) {
    return `policy ${policy}`;
  }
  if (headers['x-content-type-options'] !== 'nosniff') return 'sniffed';
  if (headers['content-type'] !== 'text/html; charset=utf-8')
    return String(headers['content-type']);
  const [got, expected] = [body, ordinary.body].map((each) =>
    tagsOf(each).map(attributeless).join(''),
  );
  return got === expected ? undefined : got;
};

const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

describe('no value takes a browser to another place', () => {
  test.each([
    ['encoded', encoded],
    ['encoded twice', (text: string) => encoded(encoded(text))],
    ['as it is', (text: string) => text.replaceAll('&', '%26')],
  ])('in return, %s: no redirect at all, and no link', async (_, spell) => {
    for (const vector of urlVectors) {
      const answer = await doors.call('GET /subscribe', {
        query: `scene=1001&return=${spell(vector)}&state=x`,
      });
      count('requests');

      expect(escapeOf(answer), vector).toBeUndefined();
      expect(answer, vector).toMatchObject({ status: 400, location: '', cookies: [] });
      expect(answer.body, vector).not.toContain('evil.example/"');
    }
  });

  test('in return of a link that is asked for by JSON: a 400 that names it', async () => {
    for (const vector of urlVectors) {
      for (const door of ['redirect', 'relay'] as const) {
        const answer = await doors.call('POST /v1/users/{openid}/confirm-links', {
          path: { openid: alice },
          body: { scene: 1001, return: vector, door },
        });
        count('requests');

        expect(answer.status, vector).toBe(400);
        expect(JSON.parse(answer.body), vector).toMatchObject({
          code: 'invalid_request',
          detail: expect.stringMatching(/^return must name/),
        });
      }
      const open = await doors.call('POST /v1/confirm-links', {
        body: { scene: 1001, return: vector },
      });
      count('requests');

      expect(open.status, vector).toBe(400);
    }
  });

  test('in state: to WeChat and then to the configured target', async () => {
    for (const vector of urlVectors.filter((each) => Buffer.byteLength(each) <= 256)) {
      const state = vector.toWellFormed();
      for (const target of Object.keys(settings.returnTargets)) {
        const genuine = await atRedirectDoor(doors, { target, state });
        const answer = await doors.call('GET /consent/{state+}', redirectParts(genuine));
        count('requests');

        expect(escapeOf(answer), vector).toBeUndefined();
        expect(answer.location.startsWith(`${settings.returnTargets[target]}`), vector).toBe(true);
      }
    }
  });

  const headerNames = [
    'host',
    'x-forwarded-host',
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-for',
    'x-forwarded-server',
    'x-forwarded-prefix',
    'x-original-host',
    'x-original-url',
    'x-rewrite-url',
    'x-host',
    'forwarded',
    'origin',
    'referer',
    'accept-language',
    'x-amz-date',
    'via',
  ];

  test.each(headerNames)('in the header %s', async (name) => {
    const genuine = await atRedirectDoor(doors, { state: 'x' });
    const { openid: _, ...cancel } = { ...genuine.fields, action: 'cancel' };
    for (const vector of urlVectors) {
      const headers = { [name]: vector };
      const asked = await doors.call('GET /subscribe', {
        query: 'scene=1001&return=plain',
        headers,
      });
      const back = await doors.call('GET /consent/{state+}', {
        ...redirectParts(genuine, { query: queryOf(cancel) }),
        headers,
      });
      count('requests');
      count('requests');

      expect([asked.status, escapeOf(asked)], vector).toEqual([302, undefined]);
      expect(new URL(asked.location).searchParams.get('redirect_url'), vector).toBe(
        `https://yici.example.com/consent/${Buffer.from('plain').toString('base64url')}`,
      );
      expect(back.location, vector).toBe(
        'https://h5.example.com/course?yici=cancelled&scene=1001&state=x',
      );
    }
  });

  test('in the path of a callback', async () => {
    const genuine = await atRedirectDoor(doors, { state: 'x' });
    for (const vector of urlVectors) {
      for (const state of [
        vector,
        Buffer.from(vector).toString('base64url'),
        `${genuine.state}/${vector}`,
      ]) {
        const answer = await doors.call('GET /consent/{state+}', redirectParts(genuine, { state }));
        count('requests');

        const one = state.replace(/\/$/, '') === genuine.state;
        expect(escapeOf(answer), state).toBeUndefined();
        expect(answer.status, state).toBe(one ? 302 : 400);
      }
    }
  });
});

describe('no page shows markup that came in as markup', () => {
  const agents = {
    'in WeChat': 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d)',
    'on a phone': 'Mozilla/5.0 (Linux; Android 10; K) Chrome/125.0.0.0 Mobile Safari/537.36',
    'on a desktop': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/132.0.0.0 Safari/537.36',
    'in 企业微信': 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50 wxwork/4.1.26',
    'in a mini program':
      'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50 miniProgram/wx73247c7819d61796',
  };
  const open = (query: string, agent: string, headers: Readonly<Record<string, string>> = {}) => {
    count('pages');
    return doors.call('GET /subscribe', { query, headers: { 'user-agent': agent, ...headers } });
  };

  test.each(Object.entries(agents))('an error page, %s', async (_, agent) => {
    const ordinary = await open('scene=x&return=plain', agent);
    for (const vector of markupVectors) {
      for (const query of [
        `scene=${encoded(vector)}&return=plain`,
        `scene=1001&return=${encoded(vector)}`,
        `scene=1001&return=${encoded(vector).repeat(40)}`,
        `scene=1001&return=plain&scene=${encoded(vector)}`,
        `${encoded(vector)}=${encoded(vector)}`,
      ]) {
        const answer = await open(query, agent);

        expect(answer.status, vector).toBe(400);
        expect(breakoutOf(answer, ordinary), vector).toBeUndefined();
      }
    }
  });

  test.each(Object.entries(agents).slice(1))('a page that helps, %s', async (_, agent) => {
    const ordinary = await open('scene=1001&return=plain&state=x', agent);
    for (const vector of markupVectors) {
      const answer = await open(
        `scene=1001&return=plain&state=${encoded(vector)}&${encoded(vector)}=${encoded(vector)}`,
        agent,
      );

      expect(answer.status, vector).toBe(200);
      // the QR code is another picture, and only a picture
      const drawn = (each: Answered) => ({
        ...each,
        body: each.body.replace(/<svg [^>]*><path d="[A-Za-z0-9 .-]*"/, '<svg><path'),
      });
      expect(breakoutOf(drawn(answer), drawn(ordinary)), vector).toBeUndefined();
    }
  });

  test.each(['user-agent', 'accept-language', 'cookie', 'host', 'referer'])(
    'what stands in the header %s',
    async (name) => {
      const ordinary = await open('scene=1001&return=plain&state=x', agents['on a phone']);
      for (const vector of markupVectors) {
        const answer = await open('scene=1001&return=plain&state=x', agents['on a phone'], {
          [name]: `${agents['on a phone']} ${vector}`,
        });

        expect(breakoutOf(answer, ordinary), vector).toBeUndefined();
      }
    },
  );

  test('a callback that is refused shows nothing of itself', async () => {
    const genuine = await atRedirectDoor(doors, { state: 'x' });
    const send = (parts: Parameters<TwoDoors['call']>[1]) => {
      count('pages');
      return doors.call('GET /consent/{state+}', parts);
    };
    const ordinary = await send(redirectParts(genuine, { state: 'x' }));
    for (const vector of markupVectors) {
      const answers = [
        await send(redirectParts(genuine, { state: vector })),
        ...(await Promise.all(
          (['openid', 'template_id', 'action', 'reserved', 'scene'] as const).map((name) =>
            send(redirectParts(genuine, { query: queryOf({ ...genuine.fields, [name]: vector }) })),
          ),
        )),
      ];
      for (const answer of answers) expect(answer.body, vector).toBe(ordinary.body);
    }
  });

  test('a problem is JSON that no browser takes for a page', async () => {
    for (const vector of markupVectors) {
      const answer = await doors.call('POST /v1/confirm-links', {
        body: { scene: vector, return: vector, [vector]: vector },
      });
      count('pages');

      expect(answer.headers['content-type'], vector).toBe('application/problem+json');
      expect(JSON.parse(answer.body), vector).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    }
  });
});
