import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { lambdaEnvironment } from '../../bench/environment.ts';
import { sendEventFor } from '../../bench/events.ts';
import { answerOf, type Service } from '../../bench/fakes/answers.ts';
import { buildFunction } from '../../lib/bundling.ts';
import { startHttp } from '../support/loopback-servers.ts';
import { root, scratch } from './synthesised.ts';

type Asked = {
  readonly service: Service;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
type Reply = { readonly status: number; readonly body: string };

const folder = join(scratch, 'requests', 'send-message');
beforeAll(async () => {
  await buildFunction('send-message', root, folder);
}, 60_000);

/** INIT and one send of the built bundle, in a process of its own. */
const sendOnce = async (reply: (asked: Asked) => Reply | undefined = () => undefined) => {
  const asked: Asked[] = [];
  const serve = async (service: Service) => {
    const { url } = await startHttp(async (request, response) => {
      const call = { service, headers: request.headers, body: await text(request) };
      asked.push(call);
      const { status, body } = reply(call) ?? {
        status: 200,
        body: answerOf(service, request.url ?? '', call.body),
      };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    });
    return url;
  };
  const environment = lambdaEnvironment('send-message', {
    dynamodb: await serve('dynamodb'),
    ssm: await serve('ssm'),
    wechat: await serve('wechat'),
  });
  const script = `
    const files = process.getBuiltinModule('fs/promises');
    const { readFile } = files;
    const read = [];
    files.readFile = (file, ...rest) => (read.push(String(file)), readFile(file, ...rest));
    const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))});
    const context = { awsRequestId: 'one', getRemainingTimeInMillis: () => 20_000 };
    const answer = await handler(${sendEventFor('order-1')}, context);
    const loaded = process.moduleLoadList;
    process.stdout.write('\\n' + JSON.stringify({ answer, loaded, read }));
    process.exit();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { env: environment },
  );
  const { answer, loaded, read } = JSON.parse(stdout.slice(stdout.lastIndexOf('\n')));
  return { environment, asked, log: stdout, status: answer.statusCode, loaded, read };
};

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) =>
  createHmac('sha256', key).update(data).digest();

/** docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
const signatureOf = ({ headers, body }: Asked, secret: string): string => {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = ['POST', '/', '', signed.join(''), names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
};

test('a whole send loads none of Node\u2019s builtins that it can do without', async () => {
  const { status, loaded } = await sendOnce();

  expect(status).toBe(200);
  expect(loaded).toContain('NativeModule https');
  expect(
    loaded.filter((module: string) =>
      /undici|webstreams|internal\/fs\/streams|perf_hooks/.test(module),
    ),
  ).toEqual([]);
});

test('a whole send reads no file: what the SDK would look for in one is in its settings', async () => {
  expect(await sendOnce()).toMatchObject({ status: 200, read: [] });
});

test('every request to AWS is signed by the environment, with its session token', async () => {
  const { asked, environment } = await sendOnce();
  const toAws = asked.filter(({ service, body }) => service !== 'wechat' && body !== '');

  expect(toAws.map(({ headers }) => headers['x-amz-target'])).toEqual([
    ...Array(2).fill('AmazonSSM.GetParameter'),
    ...Array(2).fill('DynamoDB_20120810.UpdateItem'),
  ]);
  for (const call of toAws) {
    const { authorization = '', 'x-amz-security-token': token } = call.headers;
    expect(token).toBe(environment['AWS_SESSION_TOKEN']);
    expect(authorization).toContain(`Credential=${environment['AWS_ACCESS_KEY_ID']}/`);
    expect(authorization).toContain(
      `Signature=${signatureOf(call, environment['AWS_SECRET_ACCESS_KEY'] ?? '')}`,
    );
  }
});

test('a claim that is refused tells by its item why, and nothing is posted', async () => {
  const { asked, status } = await sendOnce(({ service, body }) =>
    service !== 'dynamodb' || body === ''
      ? undefined
      : {
          status: 400,
          body: JSON.stringify({
            __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
            message: 'The conditional request failed',
          }),
        },
  );

  expect(status).toBe(409);
  expect(asked.filter(({ body }) => body.includes('ConditionExpression'))).toHaveLength(1);
  expect(asked.filter(({ service, body }) => service === 'wechat' && body !== '')).toEqual([]);
});

test.each([
  ['AccessDeniedException', 'could not be read: AccessDeniedException'],
  ['ParameterNotFound', 'does not exist'],
])('an error that has no class keeps its name: %s', async (name, said) => {
  const { log } = await sendOnce(({ service }) =>
    service === 'ssm'
      ? { status: 400, body: JSON.stringify({ __type: name, message: 'no' }) }
      : undefined,
  );

  expect(log).toContain(said);
});

test('an error that asks to try again is tried again, though it has no class', async () => {
  let throttled = 0;
  const { asked, status } = await sendOnce(({ service }) => {
    if (service !== 'ssm' || throttled > 0) return undefined;
    throttled += 1;
    return { status: 400, body: JSON.stringify({ __type: 'ThrottlingException', message: 'no' }) };
  });

  expect(status).toBe(200);
  expect(asked.filter(({ service }) => service === 'ssm')).toHaveLength(3);
});
