import type { FuzzedRoute, Grounds } from './fuzz-routes.ts';
import { signedBadly, signedWell } from './fuzz-signing.ts';
import type { Random } from './random.ts';
import { type Body, bodyFor } from './schema-bodies.ts';

export type FuzzedRequest = {
  readonly route: FuzzedRoute;
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the owner's back end signed it. */
  readonly signed: boolean;
  /** How it was made, for whoever reads a failure. */
  readonly how: string;
};

const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
];

const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=gbk',
  'APPLICATION/JSON',
  'application/problem+json',
  'application/xml',
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'application/octet-stream',
  'image/png',
  'application/json, text/plain',
  '',
  'x',
  '/',
  'application/json; charset="\u00e9"',
];

const hostileSegments = [
  '',
  '.',
  '..',
  '%2e',
  '%2e%2e',
  '%2F',
  '%252F',
  '%00',
  '%0d%0a',
  '%20',
  '+',
  '%',
  '%zz',
  '%c0%af',
  '%ed%a0%80',
  '%E8%AF%BE',
  '%EF%BC%91%EF%BC%90%EF%BC%90%EF%BC%91',
  '*',
  '{openid}',
  'null',
  'undefined',
  '__proto__',
  'constructor',
  'credits',
  '01001',
  '1e3',
  '-1',
  '10001',
  '1001.0',
  "'",
  '%22',
  '%3Cscript%3E',
  'o'.repeat(19),
  'o'.repeat(65),
  'o'.repeat(3_000),
  `${'o'.repeat(28)}%00`,
  `${'o'.repeat(28)}%2C${'p'.repeat(28)}`,
  `${'o'.repeat(28)};x`,
];

/** The route's path with its variables filled, now and then by something that fits no variable. */
const pathOf = ({ key }: FuzzedRoute, { openids, callbacks }: Grounds, random: Random): string => {
  const [, template = ''] = key.split(' ');
  const hostile = random.chance(0.2);
  const fill = (known: readonly string[]) =>
    hostile && random.chance(0.7) ? random.pick(hostileSegments) : random.pick(known);
  const path = template
    .replace('{openid}', () => fill(openids))
    .replace('{scene}', () => fill(['0', '1001', '1002', '10000']))
    .replace('{state+}', () => fill(callbacks.map(({ state }) => state)));
  if (!random.chance(0.04)) return path;
  return random.pick([
    `${path}/`,
    `${path}//`,
    `/${path}`,
    `${path}/x`,
    path.toUpperCase(),
    `${path}%00`,
    `${path};x`,
  ]);
};

const idempotencyKeys = [
  'k',
  'key-1',
  'x'.repeat(255),
  'x'.repeat(256),
  '',
  ' ',
  'a b',
  '\u00e9',
  'a,a',
  '"',
  '__proto__',
  '~!@#$',
];

const headersFor = (
  route: FuzzedRoute,
  hasBody: boolean,
  random: Random,
): Record<string, string> => ({
  ...(hasBody
    ? { 'content-type': random.chance(0.85) ? 'application/json' : random.pick(contentTypes) }
    : {}),
  ...(route.key === 'POST /v1/messages' && random.chance(0.93)
    ? {
        'idempotency-key': random.chance(0.85)
          ? `key-${random.below(1_000_000)}`
          : random.pick(idempotencyKeys),
      }
    : {}),
  ...(route.cookies !== undefined && random.chance(0.7)
    ? { cookie: [random.pick(route.cookies), random.pick(route.cookies)].join('; ') }
    : {}),
  ...(random.chance(0.1)
    ? { 'accept-language': random.pick(['en', 'zh', '*', 'x'.repeat(500), '<b>']) }
    : {}),
  ...(random.chance(0.1)
    ? { origin: random.pick(['https://evil.example', 'null', 'http://localhost:5173']) }
    : {}),
  ...(random.chance(0.05) ? { 'x-padding': 'x'.repeat(random.pick([1, 1_000, 6_000])) } : {}),
  ...(random.chance(0.03) ? { 'content-encoding': 'gzip' } : {}),
});

const noBody: Body = { bytes: '', how: 'no body' };

/** One request that the seed decides. */
export const fuzzedRequest = async (
  route: FuzzedRoute,
  grounds: Grounds,
  isPublic: boolean,
  host: string,
  random: Random,
): Promise<FuzzedRequest> => {
  const [own = ''] = route.key.split(' ');
  const method = random.chance(0.04) ? random.pick(methods) : own;
  const path = pathOf(route, grounds, random);
  const query =
    route.query?.(random) ??
    (random.chance(0.1) ? random.pick(['a=b', '%zz', '?', 'openid=x&openid=y']) : '');
  const given =
    route.schema === undefined
      ? random.chance(0.1)
        ? { bytes: random.pick(['x', '{}', '\0']), how: 'a body that nobody asked for' }
        : noBody
      : random.chance(0.03)
        ? noBody
        : bodyFor(route.schema, route.examples ?? {}, random);
  const body = Buffer.from(given.bytes);
  const headers = headersFor(route, body.length > 0, random);
  const request = { route, method, path, query, body };
  // signatures are over the path and the body; a query would have to be sorted as well
  const good = isPublic ? random.chance(0.02) : query === '' && random.chance(0.88);
  if (isPublic && !good) return { ...request, headers, signed: false, how: given.how };
  const toSign = { method, path, host, body, headers };
  if (good) return { ...request, headers: await signedWell(toSign), signed: true, how: given.how };
  const { who, headers: badlySigned } = await signedBadly(toSign, random);
  return { ...request, headers: badlySigned, signed: false, how: `${given.how}, signed by ${who}` };
};
