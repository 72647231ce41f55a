import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseStage } from '../../lib/config.ts';
import { FolderInUse, PortTaken } from '../../local/failures.ts';
import { type Local, startLocal } from '../../local/start-local.ts';
import { ssmClient } from './aws-clients.ts';
import { confirmByPhone, lilei } from './phone.ts';
import { signedGet } from './signed-get.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'yici-local-'));
const start = (options: Partial<Parameters<typeof startLocal>[0]> = {}) =>
  startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false, ...options });

let local: Local;
beforeAll(async () => {
  local = await start();
});
afterAll(async () => {
  await local.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const demo = (path: string, cookie = '', input?: unknown) =>
  fetch(`${local.serviceUrl}/demo/${path}`, {
    method: input === undefined ? 'GET' : 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });

const beginSession = async (scene: number) => {
  const receipt = (await confirmByPhone(local, scene)).searchParams.get('receipt');
  const response = await demo('api/receipts', '', { receipt });
  return { response, cookie: (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' };
};

test('every function starts with the environment that it is given', () => {
  expect([...local.broken]).toEqual([]);
});

test('the addresses that the stage is configured with are those that it listens on', () => {
  expect(local.stage.publicBaseUrl).toBe(local.serviceUrl);
  expect(local.stage.returnTargets['demo']).toBe(`${local.serviceUrl}/demo/`);
  expect(local.stage.wechat.pageUrl).toBe(local.simulatorUrl);
  expect(local.simulatorUrl).toMatch(/^http:\/\/localhost:\d+$/);
  expect(local.serviceUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('where it listens is in the data folder, while it does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yici-local-'));
  const other = await start({ dataDir: folder });
  const file = join(folder, 'addresses.json');

  const addresses = JSON.parse(readFileSync(file, 'utf8'));
  await other.close();

  const { serviceUrl, simulatorApiUrl, dynamodbUrl, ssmUrl, lambdaUrl, stage } = other;
  expect(addresses).toMatchObject({ serviceUrl, simulatorApiUrl, dynamodbUrl, ssmUrl, lambdaUrl });
  expect(parseStage(addresses.stage, file)).toEqual(stage);
  expect(existsSync(file)).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

test('the minute rule leaves an access_token in Parameter Store', async () => {
  const { payload } = (await local.invokeRefresh()) as { readonly payload: string };

  expect(JSON.parse(payload)).toHaveProperty('status');
  const { Parameter } = await ssmClient(local.ssmUrl).send(
    new GetParameterCommand({ Name: '/yici/local/access-token', WithDecryption: true }),
  );
  expect(JSON.parse(Parameter?.Value ?? '')).toHaveProperty('accessToken');
});

test('the ownership file is served under its exact name', async () => {
  const response = await fetch(`${local.serviceUrl}/MP_verify_yiciLocal.txt`);

  expect(await response.text()).toBe('yiciLocal');
});

describe("the demo's back end", () => {
  test('tells the page where things are', async () => {
    expect(await (await demo('config.json')).json()).toMatchObject({
      serviceUrl: local.serviceUrl,
      simulatorUrl: local.simulatorUrl,
      scenes: [1001, 1002, 1003],
      targets: ['demo', 'history', 'hash', 'uniapp'],
      users: expect.arrayContaining([expect.objectContaining({ openid: lilei })]),
    });
  });

  test('knows nobody before a receipt', async () => {
    const message = { scene: 1001, title: 't', content: 'c', key: 'k' };

    for (const response of [await demo('api/credits'), await demo('api/messages', '', message)]) {
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ code: 'no_session' });
    }
  });

  test('learns who confirmed by the receipt, and shows the openid masked', async () => {
    const { response, cookie } = await beginSession(1001);

    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ scene: 1001, callerState: 'class_id=123' });
    expect(text).not.toContain(lilei);
    expect(response.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax$/);
    const credits = await (await demo('api/credits', cookie)).text();
    expect(JSON.parse(credits)).toHaveProperty('credits');
    expect(credits).not.toContain(lilei);
  });

  test('sends one message for one confirm, and says why there is no second one', async () => {
    await local.invokeRefresh();
    const { cookie } = await beginSession(1002);
    const send = (key: string) =>
      demo('api/messages', cookie, { scene: 1002, title: '上课提醒', content: '今晚七点', key });

    const first = await send('first');
    const second = await send('second');

    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ status: 'sent', scene: 1002 });
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({ code: 'no_credit' });
  });

  test('passes on what the service says of a forged receipt', async () => {
    const response = await demo('api/receipts', '', { receipt: 'forged' });

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

test('what was stored is there after a restart over the same folder', async () => {
  await confirmByPhone(local, 1003);
  await local.close();
  local = await start();

  const credit = await signedGet(local.serviceUrl, `/v1/users/${lilei}/credits/1003`);

  expect(credit.status).toBe(200);
  expect(await credit.json()).toMatchObject({ scene: 1003, state: 'available' });
});

test('a second run over the same folder is refused, and the first one goes on', async () => {
  await expect(start()).rejects.toBeInstanceOf(FolderInUse);

  expect((await demo('config.json')).status).toBe(200);
});

test('a taken port is refused by its number, and leaves nothing running', async () => {
  const port = Number(new URL(local.serviceUrl).port);
  const other = mkdtempSync(join(tmpdir(), 'yici-local-'));

  const refusal = start({ port, dataDir: other });
  await expect(refusal).rejects.toEqual(new PortTaken(port, expect.anything()));

  const again = await start({ dataDir: other });
  await again.close();
  rmSync(other, { recursive: true, force: true });
});

// Other systems give loopback one address only.
test.runIf(process.platform === 'linux')(
  'on another address, everything is spelled with it, and a user comes back to it',
  async () => {
    const other = mkdtempSync(join(tmpdir(), 'yici-local-'));
    const lan = await start({ host: '127.0.0.2', dataDir: other });

    const { hostname, searchParams } = await confirmByPhone(lan, 1001);

    expect(hostname).toBe('127.0.0.2');
    expect(searchParams.get('yici')).toBe('confirmed');
    expect(new URL(lan.simulatorUrl).hostname).toBe('127.0.0.2');
    await lan.close();
    rmSync(other, { recursive: true, force: true });
  },
);
