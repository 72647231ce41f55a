import { expect, test } from 'vitest';
import { InvalidInput, Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { json } from '../../src/entry/answer.ts';
import { type HttpRequest, httpHandler } from '../../src/entry/http.ts';
import { openid, startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext, anEvent, type EventParts } from '../support/http-events.ts';

const route = 'POST /v1/messages';

const throwing = async (error: unknown, routeKey = route, parts: EventParts = {}) => {
  const output = capturedOutput();
  const handler = httpHandler(
    { log: output.log, now: () => startMs, pages: ['GET /subscribe'] },
    async () => {
      throw error;
    },
  );
  const { statusCode, headers, body = '' } = await handler(anEvent(routeKey, parts), aContext());
  return { statusCode, headers, body, output };
};

const received = async (parts: EventParts, changes: object = {}): Promise<HttpRequest> => {
  let seen: HttpRequest | undefined;
  const handler = httpHandler(
    { log: capturedOutput().log, now: () => startMs },
    async (request) => {
      seen = request;
      return json(200, {});
    },
  );
  await handler({ ...anEvent(route, parts), ...changes }, aContext(7_000));
  if (seen === undefined) throw new Error('the handler was not called');
  return seen;
};

test('a request is read from the event, its query raw and its deadline by our own clock', async () => {
  const request = await received({
    query: 'scene=1&scene=2',
    path: { openid },
    headers: { 'user-agent': 'curl' },
    cookies: ['a=1', 'b=2'],
    body: '{"a":1}',
  });

  expect(request).toMatchObject({
    routeKey: route,
    rawQuery: 'scene=1&scene=2',
    path: { openid },
    headers: { 'user-agent': 'curl' },
    cookies: ['a=1', 'b=2'],
    body: '{"a":1}',
    deadlineMs: startMs + 7_000,
  });
});

test('a body in base64 is decoded', async () => {
  const body = Buffer.from('{"title":"上课"}').toString('base64');

  expect(await received({ body }, { isBase64Encoded: true })).toMatchObject({
    body: '{"title":"上课"}',
  });
});

test('a body in base64 that is not UTF-8 is refused, and not read as something else', async () => {
  const handler = httpHandler({ log: capturedOutput().log, now: () => startMs }, async () => {
    throw new Error('must not be asked');
  });
  // 上课提醒 in GBK
  const title = Buffer.from('c9cfbfcecce1d0d1', 'hex');
  const body = Buffer.concat([Buffer.from('{"title":"'), title, Buffer.from('"}')]);

  const { statusCode, body: answer = '' } = await handler(
    { ...anEvent(route, { body: body.toString('base64') }), isBase64Encoded: true },
    aContext(),
  );

  expect(statusCode).toBe(400);
  expect(JSON.parse(answer).detail).toBe('the body must be UTF-8');
});

test('cookies in a header are read where the gateway gives them so', async () => {
  const { cookies } = await received({ headers: { cookie: 'a=1; b=2;c=3' } });

  expect(cookies).toEqual(['a=1', 'b=2', 'c=3']);
});

test('a request without path variables, cookies or body has none', async () => {
  const request = await received({}, { pathParameters: undefined });

  expect(request).toMatchObject({ path: {}, cookies: [], body: undefined });
});

test("the caller's mistake is a 400 that says what it was", async () => {
  const { statusCode, headers, body, output } = await throwing(
    new InvalidInput("scene must be an integer from 0 to 10000, got '7x'"),
  );

  expect(statusCode).toBe(400);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
  expect(JSON.parse(body)).toEqual({
    type: 'urn:yici:problem:invalid_request',
    title: 'The request is not in the documented form',
    status: 400,
    code: 'invalid_request',
    detail: "scene must be an integer from 0 to 10000, got '7x'",
  });
  expect(output.logged()).toEqual([
    {
      level: 'INFO',
      event: 'request.invalid',
      route,
      code: 'invalid_request',
      reason: "scene must be an integer from 0 to 10000, got '7x'",
    },
  ]);
});

test('an openid that stands in the wrong field is told to its caller and not to the log', async () => {
  const { body, output } = await throwing(
    new InvalidInput(`scene must be an integer from 0 to 10000, got "${openid}"`),
  );

  expect(body).toContain(openid);
  expect(output.lines.join()).not.toContain(openid);
  expect(output.logged()[0]).toMatchObject({
    reason: 'scene must be an integer from 0 to 10000, got "[hidden]"',
  });
});

test('a part that did not answer is a 503 that says when to come back', async () => {
  const { statusCode, headers, body, output } = await throwing(
    new Unavailable('the credits table did not answer: TimeoutError'),
  );

  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({ 'retry-after': '5' });
  expect(JSON.parse(body)).toMatchObject({ code: 'unavailable', status: 503 });
  expect(body).not.toContain('credits table');
  expect(output.logged()).toMatchObject([
    { level: 'ERROR', event: 'request.failed', reason: expect.stringContaining('TimeoutError') },
  ]);
});

test('what somebody has to mend is a 500 that tells the log alone', async () => {
  const { statusCode, body, output } = await throwing(
    new Misconfigured('parameter /yici/dev/keys does not exist'),
  );

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({
    type: 'urn:yici:problem:internal_error',
    title: 'Something broke',
    status: 500,
    code: 'internal_error',
  });
  expect(output.logged()).toMatchObject([
    { level: 'ERROR', reason: 'parameter /yici/dev/keys does not exist' },
  ]);
});

test.each<[string, unknown, string]>([
  ['an error', new TypeError('CANARY of undefined'), 'TypeError'],
  ['an error with a cause', new Error('CANARY', { cause: new Error('CANARY') }), 'Error'],
  ['text', 'CANARY', 'unknown'],
  ['nothing', undefined, 'unknown'],
  ['an object that looks like ours', { name: 'InvalidInput', message: 'CANARY' }, 'unknown'],
])(
  '%s that nobody expected leaves only its name, and that in the log',
  async (_, error, reason) => {
    for (const routeKey of [route, 'GET /subscribe']) {
      const { statusCode, headers, body, output } = await throwing(error, routeKey);

      expect(statusCode).toBe(500);
      expect(`${JSON.stringify(headers)}${body}${output.lines.join()}`).not.toContain('CANARY');
      expect(output.logged()).toMatchObject([{ event: 'request.failed', reason }]);
    }
  },
);

test.each([
  [new InvalidInput('scene is missing'), 400, 'scene is missing'],
  [new Unavailable('the credits table'), 503, '服务暂时不可用'],
  [new Error('x'), 500, '服务暂时不可用'],
])('on a route that browsers open, %s is a page', async (error, status, words) => {
  const { statusCode, headers, body } = await throwing(error, 'GET /subscribe');

  expect(statusCode).toBe(status);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  });
  expect(body).toContain(words);
});

test('a page speaks the language of its reader', async () => {
  const { body } = await throwing(new InvalidInput('scene is missing'), 'GET /subscribe', {
    headers: { 'accept-language': 'en-GB,en;q=0.9' },
  });

  expect(body).toContain('<html lang="en">');
  expect(body).toContain('Something is wrong with this link');
});

test('what came in is shown on a page as text, never as markup', async () => {
  const { body } = await throwing(
    new InvalidInput(`got "<script>alert('x')</script>&amp;"`),
    'GET /subscribe',
  );

  expect(body).not.toContain('<script>alert');
  expect(body).toContain(
    'got &quot;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;&quot;',
  );
});

test('every line carries the id of the request', async () => {
  const { output } = await throwing(new Error('x'));

  expect(JSON.parse(output.lines[0] ?? '')).toMatchObject({ id: 'gateway-request' });
});
