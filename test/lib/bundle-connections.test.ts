import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lambdaEnvironment } from '../../bench/environment.ts';
import { sendEventFor } from '../../bench/events.ts';
import { type Fakes, startFakes } from '../../bench/fakes/start.ts';
import { buildFunction } from '../../lib/bundling.ts';
import { type BundleProcess, startBundle } from '../support/bundle-process.ts';
import { httpAnswer } from '../support/bundle-user.ts';
import { root, scratch } from './synthesised.ts';

const sends = 1_000;
let fakes: Fakes;
let sender: BundleProcess;
beforeAll(async () => {
  const folder = join(scratch, 'connections', 'send-message');
  await buildFunction('send-message', root, folder);
  fakes = await startFakes();
  sender = startBundle({
    bundle: join(folder, 'index.mjs'),
    environment: lambdaEnvironment('send-message', fakes.urls),
    timeoutMs: 20_000,
  });
  await sender.ready;
}, 60_000);
afterAll(async () => {
  sender.kill();
  await fakes.close();
});

test('INIT opens one connection to each host', async () => {
  expect((await fakes.counts()).sockets).toEqual({ dynamodb: 1, ssm: 1, wechat: 1 });
});

test(`${sends} sends in a row need no other, and read nothing`, async () => {
  const before = await fakes.counts();
  for (let at = 0; at < sends; at += 1) {
    const ended = await sender.invoke(JSON.parse(sendEventFor(`order-${at}`)));
    expect(httpAnswer(ended).status).toBe(200);
  }

  const { calls, sockets } = await fakes.counts();
  expect(sockets).toEqual(before.sockets);
  expect(calls).toEqual({
    ...before.calls,
    'DynamoDB_20120810.UpdateItem': 2 * sends,
    '/cgi-bin/message/template/subscribe': sends,
  });
}, 120_000);
