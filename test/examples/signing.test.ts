import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sha256 } from '../local/sha256.ts';
import { backEnds, run } from './back-ends.ts';

type Request = {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly query?: Record<string, string | string[]>;
  readonly env?: Record<string, string>;
};

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const time = '2026-11-23T08:09:10Z';

const message: Request = {
  method: 'POST',
  url: 'https://yici.example.com/v1/messages',
  headers: { 'content-type': 'application/json', 'idempotency-key': 'course-7-reminder' },
  body: '{"title":"上课提醒","content":"明天 09:00\\n\\"早点来\\""}',
};

const requests: readonly (readonly [string, Request])[] = [
  ['a message', message],
  ['a port and a base path', { ...message, url: 'http://127.0.0.1:3000/yici/v1/messages' }],
  ['a port that its scheme implies', { ...message, url: 'https://yici.example.com:443/v1/health' }],
  ['an encoded path', { ...message, url: 'https://yici.example.com/v1/o%20%E4%B8%80_-~/a*b!(c)' }],
  [
    'another region and a session token',
    { ...message, env: { AWS_REGION: 'cn-north-1', AWS_SESSION_TOKEN: 'token//of+a/role==' } },
  ],
  ['spaces in a header', { ...message, headers: { 'x-note': '  a   b ' } }],
  [
    'a query of repeated, encoded, empty and prefixing names',
    {
      method: 'GET',
      url: 'https://yici.example.com/v1/health?b=%2F%20%2B%26=%3D*&a-=1&a=2&a=1&%E4%B8%80=%E6%AC%A1&c',
      headers: {},
      body: '',
      query: { b: '/ +&==*', 'a-': '1', a: ['2', '1'], 一: '次', c: '' },
    },
  ],
];

/** What the AWS SDK's own signer says. */
const knownAnswer = async ({ method, url, headers, body, query, env }: Request) => {
  const { host, pathname } = new URL(url);
  const signer = new SignatureV4({
    service: 'execute-api',
    region: env?.['AWS_REGION'] ?? 'us-east-1',
    credentials: {
      accessKeyId: keys.AWS_ACCESS_KEY_ID,
      secretAccessKey: keys.AWS_SECRET_ACCESS_KEY,
      ...(env?.['AWS_SESSION_TOKEN'] && { sessionToken: env['AWS_SESSION_TOKEN'] }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    new HttpRequest({
      method,
      path: pathname,
      query: query ?? {},
      headers: { ...headers, host },
      body,
    }),
    { signingDate: new Date(time) },
  );
  return signed.headers['authorization'];
};

describe.for(backEnds)('the $name example', { timeout: 60_000 }, (backEnd) => {
  describe.skipIf(backEnd.missing !== undefined)(
    `signs (${backEnd.missing ?? 'runs here'})`,
    () => {
      beforeAll(backEnd.prepare, 60_000);
      afterAll(backEnd.cleanUp);

      test.for(requests)('%s as the AWS SDK does', async ([, request]) => {
        const { method, url, headers, body, env } = request;
        const args = [method, url, body, time, ...Object.entries(headers).flat()];

        const { stdout } = await run(backEnd.signCommand, args, { ...keys, ...env });

        expect(stdout.trim()).toBe(await knownAnswer(request));
      });
    },
  );
});
