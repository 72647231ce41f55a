import { describe, expect, test } from 'vitest';
import type { Route } from '../../lib/routes.ts';
import { startGateway } from './gateway-fixture.ts';
import { rawGet } from './raw-request.ts';

const open = (method: Route['method'], path: string): Route => ({
  method,
  path,
  function: 'record-consent',
  access: 'public',
});

const routes = [
  open('GET', '/items'),
  open('GET', '/items/{id}'),
  open('GET', '/items/special'),
  open('GET', '/files/{rest+}'),
  open('GET', '/files/{name}/size'),
  open('POST', '/items'),
];

const start = () => startGateway({ routes, now: () => Date.UTC(2026, 10, 23, 8, 5, 9) });

test('a request becomes the event that an HTTP API makes of it', async () => {
  const { url, port } = await start();

  const response = await fetch(`${url}/items/7?a=1`, {
    headers: { 'User-Agent': 'MicroMessenger', 'X-Custom': 'Yes' },
  });
  const event = await response.json();

  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /items/{id}',
    rawPath: '/items/7',
    rawQueryString: 'a=1',
    headers: {
      host: `127.0.0.1:${port}`,
      'user-agent': 'MicroMessenger',
      'x-custom': 'Yes',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(port),
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { a: '1' },
    pathParameters: { id: '7' },
    isBase64Encoded: false,
    requestContext: {
      accountId: 'anonymous',
      domainName: '127.0.0.1',
      http: {
        method: 'GET',
        path: '/items/7',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'MicroMessenger',
      },
      routeKey: 'GET /items/{id}',
      stage: '$default',
      time: '23/Nov/2026:08:05:09 +0000',
      timeEpoch: Date.UTC(2026, 10, 23, 8, 5, 9),
    },
  });
  expect(event).not.toHaveProperty('body');
  expect(event).not.toHaveProperty('cookies');
  expect(event).not.toHaveProperty('requestContext.authorizer');
  const requestId = response.headers.get('apigw-requestid');
  expect(event).toHaveProperty('requestContext.requestId', requestId);
});

describe('the query', () => {
  test('arrives verbatim, and decoded with the values of one name joined', async () => {
    const { port } = await start();

    const { body } = await rawGet(port, '/items?a=1&b=%2Fx%20y&a=2&c&%E4%B8%80=%E6%AC%A1');

    expect(body.rawQueryString).toBe('a=1&b=%2Fx%20y&a=2&c&%E4%B8%80=%E6%AC%A1');
    expect(body.queryStringParameters).toEqual({ a: '1,2', b: '/x y', c: '', 一: '次' });
  });

  test('is empty text, and no parameters, when there is none', async () => {
    const { port } = await start();

    const { body } = await rawGet(port, '/items');

    expect(body.rawQueryString).toBe('');
    expect(body).not.toHaveProperty('queryStringParameters');
  });
});

describe('headers', () => {
  test('sent twice are joined by a comma', async () => {
    const { port } = await start();

    const { body } = await rawGet(port, '/items', ['X-Twice: one', 'X-TWICE: two']);

    expect(body.headers['x-twice']).toBe('one,two');
  });

  test('leave the cookies to a list of their own', async () => {
    const { port } = await start();

    const { body } = await rawGet(port, '/items', ['Cookie: a=1; b=2', 'Cookie: c="x=y"']);

    expect(body.cookies).toEqual(['a=1', 'b=2', 'c="x=y"']);
    expect(body.headers).not.toHaveProperty('cookie');
  });
});

describe('the path', () => {
  test.each([
    ['/items/special', 'GET /items/special', undefined],
    ['/items/a%20b', 'GET /items/{id}', { id: 'a b' }],
    ['/files/a', 'GET /files/{rest+}', { rest: 'a' }],
    ['/files/a/size', 'GET /files/{name}/size', { name: 'a' }],
    ['/files/a/b/size', 'GET /files/{rest+}', { rest: 'a/b/size' }],
    ['/files/a%2Fb', 'GET /files/{rest+}', { rest: 'a/b' }],
    ['/files/a/', 'GET /files/{rest+}', { rest: 'a/' }],
  ])('%s goes to %s', async (target, routeKey, pathParameters) => {
    const { port } = await start();

    const { status, body } = await rawGet(port, target);

    expect(status).toBe(200);
    expect(body.routeKey).toBe(routeKey);
    expect(body.pathParameters).toEqual(pathParameters);
    expect(body.rawPath).toBe(decodeURIComponent(target));
  });

  test.each(['/items/', '/items/a%2Fb', '/items//', '/files/', '/files', '/Items', '/nowhere'])(
    '%s matches no route',
    async (target) => {
      const { port } = await start();

      expect(await rawGet(port, target)).toEqual({ status: 404, body: { message: 'Not Found' } });
    },
  );

  test('with a method that has no route is not found', async () => {
    const { url } = await start();

    const response = await fetch(`${url}/items`, { method: 'DELETE' });

    expect(response.status).toBe(404);
  });

  test('that cannot be decoded is a bad request', async () => {
    const { port } = await start();

    expect(await rawGet(port, '/items/%E4%B8')).toEqual({
      status: 400,
      body: { message: 'Bad Request' },
    });
  });
});

describe('the body', () => {
  const post = async (contentType: string | undefined, body: string | Uint8Array) => {
    const { url } = await start();
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const payload = typeof body === 'string' ? Buffer.from(body) : body;
    const response = await fetch(`${url}/items`, {
      method: 'POST',
      headers,
      body: new Blob([payload]),
    });
    return response.json();
  };

  test.each(['application/json', 'application/json; charset=utf-8', 'text/plain', 'TEXT/XML'])(
    'of type %s is text',
    async (type) => {
      expect(await post(type, '{"一":"次"}')).toMatchObject({
        body: '{"一":"次"}',
        isBase64Encoded: false,
      });
    },
  );

  test.each(['application/octet-stream', 'application/x-www-form-urlencoded', undefined])(
    'of type %s is base64',
    async (type) => {
      expect(await post(type, new Uint8Array([0, 255, 128]))).toMatchObject({
        body: 'AP+A',
        isBase64Encoded: true,
      });
    },
  );
});
