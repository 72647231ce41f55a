import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import { startGateway } from './gateway-fixture.ts';
import { Sha256 } from './sha256.ts';

type Signing = {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string | string[]>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly service?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly at?: Date;
};

const signedHeaders = async (url: string, signing: Signing): Promise<Record<string, string>> => {
  const { accessKeyId = 'local', secretAccessKey = 'local' } = signing;
  const signer = new SignatureV4({
    service: signing.service ?? 'execute-api',
    region: signing.region ?? 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
  });
  const request = new HttpRequest({
    method: signing.method ?? 'GET',
    path: signing.path ?? '/v1/health',
    query: signing.query ?? {},
    headers: { host: new URL(url).host, ...signing.headers },
    ...(signing.body === undefined ? {} : { body: signing.body }),
  });
  return (await signer.sign(request, signing.at ? { signingDate: signing.at } : {})).headers;
};

const get = async (url: string, signing: Signing, target = '/v1/health') =>
  fetch(`${url}${target}`, { headers: await signedHeaders(url, signing) });

const postMessage = (url: string, headers: Record<string, string>, body: string) =>
  fetch(`${url}/v1/messages`, { method: 'POST', headers, body });

const json = { 'content-type': 'application/json' };
const posting = { method: 'POST', path: '/v1/messages', headers: json, body: '{"scene":1}' };

describe('a request signed with the local key', () => {
  test('reaches the function, which sees who signed it', async () => {
    const { url } = await startGateway();

    const response = await get(url, {});

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      requestContext: {
        authorizer: {
          iam: { accessKey: 'local', userArn: 'arn:aws:iam::000000000000:user/local' },
        },
      },
    });
  });

  test('may have a body, a query with repeated and encoded values, and an encoded path', async () => {
    const { url } = await startGateway();

    const posted = await postMessage(url, await signedHeaders(url, posting), posting.body);
    const query = { a: ['2', '1'], b: '/ +&=', 一: '次' };
    const target = '/v1/health?a=2&a=1&b=%2F%20%2B%26%3D&%E4%B8%80=%E6%AC%A1';
    const queried = await get(url, { query }, target);
    const path = '/v1/users/o%20%E4%B8%80_-/credits';
    const encoded = await get(url, { path }, path);

    expect([posted.status, queried.status, encoded.status]).toEqual([200, 200, 200]);
    expect(await encoded.json()).toMatchObject({ pathParameters: { openid: 'o 一_-' } });
  });
});

describe('a request is forbidden', () => {
  const forbidden = async (response: Response) => {
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  };

  test('without a signature', async () => {
    const { url } = await startGateway();

    await forbidden(await fetch(`${url}/v1/health`));
  });

  test.each<[string, Signing]>([
    ['another secret', { secretAccessKey: 'other' }],
    ['another access key', { accessKeyId: 'other' }],
    ['another service', { service: 'lambda' }],
    ['another region', { region: 'eu-west-1' }],
    ['another path', { path: '/v1/other' }],
    ['another method', { method: 'POST' }],
    ['another query', { query: { a: '1' } }],
    ['another host', { headers: { host: 'other.example.com' } }],
  ])('when it is signed for %s', async (_, signing) => {
    const { url } = await startGateway();
    const { host: __, ...headers } = await signedHeaders(url, signing);

    await forbidden(await fetch(`${url}/v1/health`, { headers }));
  });

  test('when its body is not the one that was signed', async () => {
    const { url } = await startGateway();
    const headers = await signedHeaders(url, posting);

    await forbidden(await postMessage(url, headers, '{"scene":2}'));
  });

  test('when it states the hash of another body', async () => {
    const { url } = await startGateway();
    const hash = createHash('sha256').update('{"scene":2}').digest('hex');
    const headers = { ...json, 'x-amz-content-sha256': hash };
    const signed = await signedHeaders(url, { ...posting, headers });

    await forbidden(await postMessage(url, signed, posting.body));
    expect((await postMessage(url, signed, '{"scene":2}')).status).toBe(200);
  });

  test('when a signed header was changed or taken away', async () => {
    const { url } = await startGateway();
    const signing = { ...posting, headers: { ...json, 'idempotency-key': 'one' } };
    const headers = await signedHeaders(url, signing);
    const { 'idempotency-key': _, ...without } = headers;

    await forbidden(await postMessage(url, { ...headers, 'idempotency-key': 'two' }, posting.body));
    await forbidden(await postMessage(url, without, posting.body));
    expect((await postMessage(url, headers, posting.body)).status).toBe(200);
  });

  test('when it was signed more than five minutes ago or ahead', async () => {
    const now = Date.UTC(2026, 10, 23, 8);
    const { url } = await startGateway({ now: () => now });
    const signedAfter = (seconds: number) => get(url, { at: new Date(now + seconds * 1000) });

    await forbidden(await signedAfter(-301));
    await forbidden(await signedAfter(301));
    expect((await signedAfter(-300)).status).toBe(200);
    expect((await signedAfter(300)).status).toBe(200);
  });

  test.each(['', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=local', 'AWS4-HMAC-SHA256 a=b, c=d'])(
    'when its authorization is malformed (%s)',
    async (authorization) => {
      const { url } = await startGateway();

      await forbidden(await fetch(`${url}/v1/health`, { headers: { authorization } }));
    },
  );
});

const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(
  ({ stdout }) => stdout.includes('https'),
  () => false,
);

describe.skipIf(!hasCurl)('curl --aws-sigv4', () => {
  const curl = async (url: string, ...rest: string[]) => {
    const signing = ['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', 'local:local'];
    const { stdout } = await run('curl', ['-sS', ...signing, ...rest, url]);
    return JSON.parse(stdout);
  };

  test('signs a GET, with a query', async () => {
    const { url } = await startGateway();

    expect((await curl(`${url}/v1/health`)).routeKey).toBe('GET /v1/health');
    expect((await curl(`${url}/v1/health?a=1&b=2`)).rawQueryString).toBe('a=1&b=2');
    expect((await curl(`${url}/v1/health?a=x%20y&b=%2F`)).rawQueryString).toBe('a=x%20y&b=%2F');
  });

  test('signs a POST with a body', async () => {
    const { url } = await startGateway();

    const data = ['-H', 'content-type: application/json', '-d', '{"title":"一次"}'];
    expect((await curl(`${url}/v1/messages`, ...data)).body).toBe('{"title":"一次"}');
  });

  test('signs a path with encoded parts', async () => {
    const { url } = await startGateway();

    const event = await curl(`${url}/v1/users/o%E4%B8%80%20x/credits`);
    expect(event.pathParameters).toEqual({ openid: 'o一 x' });
  });

  test('is refused with another secret', async () => {
    const { url } = await startGateway();

    expect(await curl(`${url}/v1/health`, '--user', 'local:other')).toEqual({
      message: 'Forbidden',
    });
  });
});
