import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createHandler as createLinkHandler } from '../../functions/create-confirm-link/handler.ts';
import { createHandler as createReceiptHandler } from '../../functions/open-receipt/handler.ts';
import { createHandler as createConsentHandler } from '../../functions/record-consent/handler.ts';
import { createHandler as createStartHandler } from '../../functions/start-consent/handler.ts';
import { startDynamodb } from '../../local/dynamodb.ts';
import { startSsm } from '../../local/ssm.ts';
import { createTables } from '../../local/tables.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { createConfirmLink, type LinkSettings } from '../../src/use-cases/create-confirm-link.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import { recordConsent } from '../../src/use-cases/record-consent.ts';
import { aClock } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { aContext, anEvent, type EventParts } from '../support/http-events.ts';

export const alice = 'oAlice0000000000000000000001';
export const mallory = 'oMallory00000000000000000002';

export const settings: LinkSettings = {
  appid: 'wx0123456789abcdef',
  templateId: 'template-1',
  publicBaseUrl: 'https://yici.example.com',
  returnTargets: {
    plain: 'https://h5.example.com/course',
    query: 'https://h5.example.com/course?lang=zh&id=7',
    fragment: 'https://h5.example.com/#/pages/course/course',
    both: 'https://h5.example.com/?lang=zh#/pages/course/course?id=7',
  },
  scenes: [],
};

/** Two keys that are ours: `02` signed before `01` did, and still opens what it sealed. */
export const secrets = { '01': Buffer.alloc(32, 1), '02': Buffer.alloc(32, 2) };

const phone = 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d)';

export type Answered = {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
};

const answered = (result: APIGatewayProxyStructuredResultV2): Answered => ({
  status: result.statusCode ?? 0,
  location: String(result.headers?.['location'] ?? ''),
  body: result.body ?? '',
  headers: result.headers ?? {},
  cookies: result.cookies ?? [],
});

/**
 * The handlers of both doors over the adapters that are deployed, which call a database and a
 * Parameter Store on loopback. Every call that leaves them is counted where the SDK sends it.
 */
export const startTwoDoors = async () => {
  const [engine, parameters] = await Promise.all([startDynamodb(), startSsm()]);
  const aws = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const ssm = new SSMClient({ ...aws, endpoint: parameters.url });
  const dynamodb = new DynamoDBClient({ ...aws, endpoint: engine.url });
  const table = 'credits';
  await createTables(dynamodb, { credits: table, locks: 'locks' });
  const clock = aClock();
  const signsFrom = (kid: string) => (kid === '01' ? '2026-01-01' : '2025-01-01');
  const put = (Name: string, Value: string) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  await put(
    'sealing-keys',
    JSON.stringify({
      keys: Object.entries(secrets).map(([kid, secret]) => ({
        kid,
        secret: secret.toString('base64'),
        signsFrom: `${signsFrom(kid)}T00:00:00Z`,
      })),
    }),
  );
  await put('pseudonym-key', 'pseudonym key');

  const calls: string[] = [];
  const count = (client: { readonly middlewareStack: typeof ssm.middlewareStack }) =>
    client.middlewareStack.add(
      (next, { commandName }) =>
        (given) => {
          calls.push(String(commandName));
          return next(given);
        },
      { step: 'initialize' },
    );
  count(ssm);
  // the two clients' stacks differ in nothing that a counter sees
  count(dynamodb as unknown as typeof ssm);

  const output = capturedOutput();
  const { now } = clock;
  const edge = { log: output.log, now };
  const keyRing = secretParameter(ssm, 'sealing-keys', parseSealingKeys, now);
  const { pseudonym, read } = pseudonymizer(ssm, 'pseudonym-key', now);
  const store = creditTable(dynamodb, table);
  const cookie = browserCookie(settings.publicBaseUrl ?? '');
  const newSecret = () => randomBytes(16).toString('hex');
  const links = createConfirmLink({ settings, keyRing, now, random: randomBytes });
  const linkDeps = {
    ...edge,
    createConfirmLink: links,
    lifetimeSeconds: 1_800,
    wechatPageUrl: 'https://mp.weixin.qq.com',
  };
  const start = createStartHandler({
    ...linkDeps,
    cookie,
    newBrowserSecret: newSecret,
    outside: { outsideWechat: 'help', desktopWechat: 'qr' },
    publicBaseUrl: settings.publicBaseUrl ?? '',
  });
  const create = createLinkHandler({ ...linkDeps, newVerifier: newSecret, hasRedirectDoor: true });
  const consent = createConsentHandler({
    ...edge,
    recordConsent: recordConsent({
      appid: settings.appid,
      templateId: settings.templateId,
      minimumAssurance: 'browser',
      keyRing,
      credits: store,
      now,
      random: randomBytes,
    }),
    returnTargets: settings.returnTargets,
    cookie,
    pseudonym,
  });
  const receipts = createReceiptHandler({ ...edge, appid: settings.appid, keyRing });
  const handlers = {
    'GET /subscribe': start,
    'POST /v1/confirm-links': create,
    'POST /v1/users/{openid}/confirm-links': create,
    'GET /consent/{state+}': consent,
    'POST /v1/consents': consent,
    'POST /v1/receipts': receipts,
  };
  /** What INIT does, and what a request does whose copy of the secrets is five minutes old. */
  const readSecrets = () => Promise.all([keyRing(), read()]);
  await readSecrets();
  calls.length = 0;

  return {
    clock,
    output,
    /** The AWS calls since this was last asked for. */
    callsSince: (): readonly string[] => calls.splice(0),
    readSecrets,
    call: async (route: keyof typeof handlers, parts: EventParts = {}): Promise<Answered> => {
      const headers = { 'user-agent': phone, ...parts.headers };
      return answered(await handlers[route](anEvent(route, { ...parts, headers }), aContext()));
    },
    store,
    erase: (openid: string) => eraseUser({ credits: store, now })(parseOpenid(openid)),
    claim: (openid: string, scene: number, key: string) =>
      store.claim(
        {
          openid: parseOpenid(openid),
          scene: parseScene(scene),
          sendId: `send-${key}`,
          keyHash: `hash-${key}`,
          fingerprint: 'fingerprint',
          order: now(),
          nowMs: now(),
          leaseUntilMs: now() + 50_000,
          lifetimeMs: undefined,
        },
        [],
      ),
    /** The item as the database's answer spells it, byte by byte. */
    rawItem: async (openid: string, scene: number): Promise<string> => {
      const response = await fetch(engine.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'x-amz-date': '20261123T000000Z',
          authorization:
            'AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
        },
        body: JSON.stringify({
          TableName: table,
          Key: { openid: { S: openid }, scene: { N: String(scene) } },
          ConsistentRead: true,
        }),
      });
      if (!response.ok) throw new Error(`the item could not be read: ${await response.text()}`);
      return response.text();
    },
    close: async () => {
      ssm.destroy();
      dynamodb.destroy();
      await parameters.close();
      await engine.close();
    },
  };
};

export type TwoDoors = Awaited<ReturnType<typeof startTwoDoors>>;
