import type { RequestListener } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { onTestFinished, vi } from 'vitest';
import { parseConfig } from '../../lib/config.ts';
import { environments } from '../../lib/environment.ts';
import { parameterNames } from '../../lib/parameters.ts';
import { startDynamodb } from '../../local/dynamodb.ts';
import { startLambdaEndpoint } from '../../local/lambda-endpoint.ts';
import { createTables } from '../../local/tables.ts';
import type { Answer } from '../../src/entry/answer.ts';
import { aContext, anEvent, type EventParts } from './http-events.ts';
import { startHttp } from './loopback-servers.ts';
import { startParameterStore } from './parameter-store.ts';

type HttpFunction = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

const tables = { credits: 'credits', locks: 'locks' };
const refreshFunction = 'refresh-access-token';
export const parameters = parameterNames('dev');

/**
 * The functions as they are deployed, their own index.ts each, in this process: on real engines, with
 * WeChat as the test wants it and everything that they write kept. Once per test file.
 */
export const startFunctions = async (wechat: RequestListener, secrets: Record<string, string>) => {
  const store = await startParameterStore();
  for (const [name, value] of Object.entries(secrets)) await store.put(name, value);
  const database = await startDynamodb();
  onTestFinished(database.close);
  const { url: wechatUrl } = await startHttp(wechat);
  const refresher: { handler?: (event: unknown) => Promise<unknown> } = {};
  const lambda = await startLambdaEndpoint({
    has: (name) => name === refreshFunction,
    invoke: async (_, event) => {
      const answer = await refresher.handler?.(JSON.parse(event));
      return { payload: JSON.stringify(answer) };
    },
    warm: async () => new Map(),
    reload: () => {},
    close: async () => {},
  });
  onTestFinished(lambda.close);
  setEnvironment(wechatUrl, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_ENDPOINT_URL_SSM: store.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  });
  const client = new DynamoDBClient({});
  await createTables(client, tables);
  client.destroy();
  const lines = captureOutput();

  const start: HttpFunction = (await import('../../functions/start-consent/index.ts')).handler;
  const link: HttpFunction = (await import('../../functions/create-confirm-link/index.ts')).handler;
  const consent: HttpFunction = (await import('../../functions/record-consent/index.ts')).handler;
  const receipt: HttpFunction = (await import('../../functions/open-receipt/index.ts')).handler;
  const send: HttpFunction = (await import('../../functions/send-message/index.ts')).handler;
  const manage: HttpFunction = (await import('../../functions/manage-credits/index.ts')).handler;
  const health: HttpFunction = (await import('../../functions/report-health/index.ts')).handler;
  const { handler } = await import('../../functions/refresh-access-token/index.ts');
  const refresh = (event: unknown) => handler(event, aContext());
  refresher.handler = refresh;

  const functions: Readonly<Record<string, HttpFunction>> = {
    'GET /subscribe': start,
    'POST /v1/confirm-links': link,
    'POST /v1/users/{openid}/confirm-links': link,
    'GET /consent/{state+}': consent,
    'POST /v1/consents': consent,
    'POST /v1/receipts': receipt,
    'POST /v1/messages': send,
    'GET /v1/users/{openid}/credits': manage,
    'GET /v1/users/{openid}/credits/{scene}': manage,
    'POST /v1/users/{openid}/credits/{scene}/resolution': manage,
    'DELETE /v1/users/{openid}': manage,
    'GET /v1/health': health,
  };
  const call = async (route: string, parts: EventParts = {}) => {
    const answer = await functions[route]?.(anEvent(route, parts), aContext());
    if (answer === undefined) throw new Error(`no function serves ${route}`);
    return answer;
  };
  return { call, refresh, store, database, lines };
};

const setEnvironment = (wechatUrl: string, endpoints: Readonly<Record<string, string>>): void => {
  const { dev } = parseConfig({
    dev: {
      appid: 'wx0123456789abcdef',
      templateId: 'template_0123456789abcdef',
      region: 'us-east-1',
      publicBaseUrl: 'https://yici.example.com',
      returnTargets: { course: 'https://h5.example.com/course' },
      wechat: { pageUrl: 'https://mp.weixin.qq.com', apiUrls: [wechatUrl] },
    },
  });
  if (dev === undefined) throw new Error('the stage is missing from its own configuration');
  const places = {
    stage: 'dev',
    creditsTable: tables.credits,
    locksTable: tables.locks,
    refreshFunction,
    parameters,
  };
  const credentials = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const all = Object.assign(
    {},
    ...Object.values(environments(dev, places)),
    credentials,
    endpoints,
  );
  for (const [name, value] of Object.entries<string>(all)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
};

/** Everything that goes to the log of a function: both streams, and what console makes of them. */
const captureOutput = (): readonly string[] => {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      lines.push(...String(chunk).split('\n').filter(Boolean));
      return true;
    });
    onTestFinished(() => spy.mockRestore());
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    const spy = vi.spyOn(console, method).mockImplementation((...words) => {
      lines.push(words.map(String).join(' '));
    });
    onTestFinished(() => spy.mockRestore());
  }
  return lines;
};
