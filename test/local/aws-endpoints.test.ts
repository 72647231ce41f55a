import { expect, onTestFinished, test } from 'vitest';
import { startDynamodb } from '../../local/dynamodb.ts';
import { createLambda } from '../../local/lambda.ts';
import { startLambdaEndpoint } from '../../local/lambda-endpoint.ts';
import { startSsm } from '../../local/ssm.ts';
import { rawRequest } from './raw-request.ts';

const endpoints = {
  'Parameter Store': { start: startSsm, target: 'AmazonSSM.DescribeParameters', path: '/' },
  DynamoDB: { start: startDynamodb, target: 'DynamoDB_20120810.ListTables', path: '/' },
  Lambda: {
    start: () => startLambdaEndpoint(createLambda(new Map(), () => {})),
    target: '',
    path: '/2015-03-31/functions/none/invocations',
  },
};

test.each(Object.entries(endpoints))(
  '%s refuses a web page whose name was made to lead here, signed or not',
  async (_, { start, target, path }) => {
    const { url, close } = await start();
    onTestFinished(close);
    const port = Number(new URL(url).port);
    const ask = (host: string) =>
      rawRequest(
        port,
        [
          `POST ${path} HTTP/1.1`,
          `Host: ${host}:${port}`,
          'Connection: close',
          'Authorization: AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
          'X-Amz-Date: 20260101T000000Z',
          'Content-Type: application/x-amz-json-1.0',
          `X-Amz-Target: ${target}`,
          'Content-Length: 2',
          '',
          '{}',
        ].join('\r\n'),
      );

    const refused = await ask('evil.example');

    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const [status] = (await ask(host)).split('\r\n');
      expect(status).toMatch(target === '' ? / 404 / : / 200 /);
    }
    expect(refused).toMatch(/^HTTP\/1.1 40[03] /);
  },
);
