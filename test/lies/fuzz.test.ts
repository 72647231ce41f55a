import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Route, stageRoutes } from '../../lib/routes.ts';
import { signRequest } from '../../local/sigv4.ts';
import { runs } from '../support/scale.ts';
import { keepAliveClient } from './fuzz-client.ts';
import { faultOf, problemFault } from './fuzz-expectations.ts';
import { type FuzzedRequest, fuzzedRequest } from './fuzz-requests.ts';
import { type FuzzedRoute, fuzzedRoutes, type Grounds } from './fuzz-routes.ts';
import { aPhone, type LocalWorld, startLocalWorld } from './local-world.ts';
import { printNumbers } from './numbers.ts';
import { givenSeed, randomOf } from './random.ts';

const perRoute = runs(100, 2_000);
const connections = 6;
const seed = givenSeed();

/** The routes of `npm start`, which has both doors and one verification file. */
const routes: readonly Route[] = stageRoutes({
  publicBaseUrl: 'http://127.0.0.1',
  verificationFiles: { 'MP_verify_yiciLocal.txt': '' },
});
const keys = routes.map(({ method, path }) => `${method} ${path}`);

let world: LocalWorld;
let client: ReturnType<typeof keepAliveClient>;
let fuzzed: readonly FuzzedRoute[] = [];
let grounds: Grounds;

/** Three people with a credit each, their receipts, and links that nobody has used yet. */
const lay = async (): Promise<Grounds> => {
  const people = await Promise.all(
    [1, 2, 3].map((n) => aPhone(world, `oFuzzed${String(n).padStart(21, '0')}`)),
  );
  const receipts = await Promise.all(
    people.map(async (each) => (await each.arrive(await each.callback())).get('receipt') ?? ''),
  );
  const callbacks = await Promise.all(
    people.map(async (each) => {
      const url = new URL(await each.callback());
      return {
        state: url.pathname.replace('/consent/', ''),
        query: url.search.slice(1),
        reserved: url.searchParams.get('reserved') ?? '',
        cookie: 'yici-ffffffff=ffffffffffffffffffffffffffffffff',
      };
    }),
  );
  const relay = await client.send({
    method: 'POST',
    target: '/v1/confirm-links',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ scene: 1001, return: 'demo' })),
  });
  const { confirmLink, verifier } = JSON.parse(relay.body);
  const link = new URL(confirmLink).searchParams;
  return {
    openids: [...people.map(({ openid }) => openid), 'oNobody00000000000000000001'],
    targets: ['demo', 'history', 'hash', 'uniapp'],
    receipts,
    relays: [{ reserved: link.get('reserved') ?? '', verifier }],
    callbacks,
    templateId: link.get('template_id') ?? '',
  };
};

beforeAll(async () => {
  world = await startLocalWorld();
  client = keepAliveClient(world.serviceUrl, connections);
  await world.local.invokeRefresh();
  grounds = await lay();
  fuzzed = fuzzedRoutes(grounds);
}, 60_000);
afterAll(async () => {
  client.close();
  await world.close();
});

const counted: Record<string, number> = {};
const statuses = new Map<number, number>();
afterAll(() =>
  printNumbers(`fuzz (YICI_SEED=${seed})`, {
    ...counted,
    statuses: [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, times]) => `${status}x${times}`)
      .join(' '),
  }),
);

const send = ({ method, path, query, headers, body }: FuzzedRequest) =>
  client.send({ method, target: query === '' ? path : `${path}?${query}`, headers, body });

/** Lines of functions that broke; an unknown send and a blocked account are no such thing. */
const broken = () =>
  world.lines
    .filter((line) => /"level":"ERROR"|internal_error|Unhandled/.test(line))
    .filter((line) => !/"event":"message\.(unknown|released)"/.test(line));

/** What a well-meaning caller is told, with what differs each time taken out. */
const canary = async (): Promise<string> => {
  const post = (path: string, body: unknown) =>
    world.call('POST', path, body, { 'idempotency-key': 'canary' });
  const answers = await Promise.all([
    post('/v1/confirm-links', {}),
    post('/v1/confirm-links', { scene: 1001, return: 'demo' }),
    post('/v1/consents', { scene: 1001 }),
    post('/v1/receipts', {}),
    post('/v1/receipts', { receipt: grounds.receipts[0] }),
    post('/v1/messages', { openid: 'oNobody00000000000000000002' }),
    post('/v1/messages', {
      openid: 'oNobody00000000000000000002',
      scene: 1,
      title: 't',
      content: 'c',
    }),
    post('/v1/users/oNobody00000000000000000002/confirm-links', { scene: 1 }),
    post('/v1/users/oNobody00000000000000000002/credits/1/resolution', {}),
    world.call('GET', '/v1/users/oNobody00000000000000000002/credits'),
    world.call('DELETE', '/v1/users/oNobody00000000000000000002'),
    world.call('GET', '/v1/health'),
  ]);
  const bodies = await Promise.all(
    ['/subscribe?scene=1', '/consent/x'].map((target) =>
      client.send({ method: 'GET', target, headers: {}, body: Buffer.alloc(0) }),
    ),
  );
  return [
    ...answers.map(({ status, text }) => `${status} ${text}`),
    ...bodies.map(({ status, body }) => `${status} ${body}`),
  ]
    .join('\n')
    .replaceAll(/"(confirmLink|verifier|expiresAt)":"[^"]*"/g, '"$1":""');
};

describe('whatever is sent to a route', () => {
  test.each(keys)(
    '%s answers as documented, and goes on answering',
    { timeout: 240_000 },
    async (key) => {
      const route = fuzzed.find((each) => each.key === key);
      if (route === undefined) throw new Error(`nobody says how to fuzz ${key}`);
      const isPublic =
        routes.find(({ method, path }) => `${method} ${path}` === key)?.access === 'public';
      const random = randomOf(seed + keys.indexOf(key));
      const host = new URL(world.serviceUrl).host;
      const before = await canary();

      const wrong: string[] = [];
      for (let sent = 0; sent < perRoute; sent += connections) {
        const requests = await Promise.all(
          Array.from({ length: Math.min(connections, perRoute - sent) }, () =>
            fuzzedRequest(route, grounds, isPublic, host, random),
          ),
        );
        await Promise.all(
          requests.map(async (request) => {
            const answer = await send(request);
            counted['requests'] = (counted['requests'] ?? 0) + 1;
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
            const fault = faultOf(request, answer, routes, fuzzed);
            if (fault === undefined) return;
            const { method, path, query, how, body } = request;
            wrong.push(
              `${fault}: ${method} ${path}?${query} (${how}) ${body.toString().slice(0, 300)} -> ${answer.status} ${answer.body.slice(0, 300)}`,
            );
          }),
        );
      }

      expect(wrong.slice(0, 5)).toEqual([]);
      expect(broken().slice(0, 5)).toEqual([]);
      expect(await canary()).toBe(before);
      expect(perRoute).toBeGreaterThanOrEqual(100);
    },
  );
});

describe('a body at the limits of the gateway', () => {
  const tenMegabytes = 10 * 1024 * 1024;
  const posts = keys.filter((key) => key.startsWith('POST ') && !key.includes('{'));

  test.each(posts)('%s refuses ten megabytes, and the gateway one byte more', async (key) => {
    const [method = '', path = ''] = key.split(' ');
    const isPublic = routes.find((route) => route.path === path)?.access === 'public';
    for (let n = 0; n < runs(1, 3); n += 1) {
      const large = Buffer.alloc(tenMegabytes, '{"a":');
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': 'large',
      };
      const signed = isPublic
        ? headers
        : await signRequest(new URL(path, world.serviceUrl), {
            method,
            headers,
            body: large.toString(),
          });
      const answer = await client.send({ method, target: path, headers: signed, body: large });

      expect(answer.status).toBe(400);
      expect(problemFault(answer)).toBeUndefined();
      expect(answer.body).toContain('the body must be at most 8192 bytes');

      const larger = client.send({
        method,
        target: path,
        headers,
        body: Buffer.alloc(tenMegabytes + 1, ' '),
      });
      // the answer comes while the rest is still on its way, so a connection may break before it is read
      const refused = await larger.catch((error: NodeJS.ErrnoException) => error.code);
      expect(typeof refused === 'string' ? 413 : refused?.status).toBe(413);
    }
    counted['bodies of ten megabytes'] = (counted['bodies of ten megabytes'] ?? 0) + 2 * runs(1, 3);
  });
});

test('a fault would be seen: an answer that is no problem, a code that nobody knows, a status that differs', () => {
  const good = {
    status: 400,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: 'urn:yici:problem:invalid_request',
      title: 'The request is not in the documented form',
      status: 400,
      code: 'invalid_request',
    }),
  };
  const changed = (from: string, to: string) => ({ ...good, body: good.body.replace(from, to) });

  expect(problemFault(good)).toBeUndefined();
  for (const bad of [
    { ...good, status: 500 },
    { ...good, headers: { ...good.headers, 'content-type': 'application/json' } },
    changed('"code":"invalid_request"', '"code":"other"'),
    changed('"status":400', '"status":500'),
    changed('{', '{"stack":"x",'),
  ]) {
    expect(problemFault(bad)).toMatch(/./);
  }
});
