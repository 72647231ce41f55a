import type { SSMClient } from '@aws-sdk/client-ssm';
import { createHandler as createConfirmLinkHandler } from '../../functions/create-confirm-link/handler.ts';
import { createHandler as createCreditsHandler } from '../../functions/manage-credits/handler.ts';
import { createHandler as createReceiptHandler } from '../../functions/open-receipt/handler.ts';
import { createHandler as createConsentHandler } from '../../functions/record-consent/handler.ts';
import {
  createHandler as createRefreshHandler,
  type Invocation,
  refreshObserver,
} from '../../functions/refresh-access-token/handler.ts';
import { createHandler as createHealthHandler } from '../../functions/report-health/handler.ts';
import { createHandler as createSendHandler } from '../../functions/send-message/handler.ts';
import { createHandler as createFileHandler } from '../../functions/serve-verification-file/handler.ts';
import { createHandler as createStartHandler } from '../../functions/start-consent/handler.ts';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { countAt } from '../../src/entry/count-at.ts';
import type { HttpHandler } from '../../src/entry/http.ts';
import { jsonLog } from '../../src/entry/log.ts';
import { prime } from '../../src/entry/prime.ts';
import { createConfirmLink } from '../../src/use-cases/create-confirm-link.ts';
import { eraseUser } from '../../src/use-cases/erase-user.ts';
import type {
  AccessTokenParameter,
  CreditStore,
  InvokeRefresh,
  Random,
  ReadKeyRing,
  RefreshLock,
  Sleep,
  TokenEndpoint,
  WechatSender,
} from '../../src/use-cases/ports.ts';
import { accessTokenReader } from '../../src/use-cases/read-access-token.ts';
import { recordConsent } from '../../src/use-cases/record-consent.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { resolveSend } from '../../src/use-cases/resolve-send.ts';
import { sendMessage } from '../../src/use-cases/send-message.ts';
import type { WechatHttp } from '../../src/wechat/http.ts';
import { wechatSender } from '../../src/wechat/subscribe-message.ts';
import { stableTokenEndpoint } from '../../src/wechat/token-endpoint.ts';

export const appid = 'wx0123456789abcdef';
export const appsecret = '0123456789abcdef0123456789abcdef';
export const templateId = 'template-1';
const publicBaseUrl = 'https://yici.example.com';
const wechatPageUrl = 'https://mp.weixin.qq.com';
const verificationFile = 'MP_verify_0123456789abcdef.txt';

/** Names in Parameter Store. */
export const parameterNames = {
  keys: '/yici/sealing-keys',
  pseudonym: '/yici/pseudonym-key',
  token: '/yici/access-token',
  secret: '/yici/appsecret',
} as const;

/** What is configured, and so may differ between two versions that run side by side. */
export type Version = {
  readonly name: string;
  readonly returnTargets: Readonly<Record<string, string>>;
  readonly linkLifetimeSeconds: number;
  readonly creditLifetimeMs: number | undefined;
  readonly unknownPolicy: 'hold' | 'reconcile';
};

/** The world outside one Lambda environment. */
export type Outside = {
  readonly now: () => number;
  readonly random: Random;
  readonly sleep: Sleep;
  readonly ssm: SSMClient;
  readonly http: WechatHttp;
  readonly credits: CreditStore;
  readonly lock: RefreshLock;
  readonly invokeRefresh: InvokeRefresh;
  readonly write: (line: string) => void;
};

/** The ports as the use cases get them: where a planted bug is put. */
export type Ports = {
  readonly now: () => number;
  readonly random: Random;
  readonly sleep: Sleep;
  readonly credits: CreditStore;
  readonly lock: RefreshLock;
  readonly invokeRefresh: InvokeRefresh;
  readonly keyRing: ReadKeyRing;
  readonly parameter: AccessTokenParameter;
  readonly wechat: WechatSender;
  readonly endpoint: TokenEndpoint;
  readonly write: (line: string) => void;
};

/** A bug, by the name under which it must be caught. */
export type Mutant = {
  readonly name: string;
  readonly plant: (ports: Ports) => Ports;
};

export const noMutant: Mutant = { name: 'none', plant: (ports) => ports };

const portsOf = ({ ssm, http, ...outside }: Outside): Ports => ({
  ...outside,
  keyRing: secretParameter(ssm, parameterNames.keys, parseSealingKeys, outside.now),
  parameter: accessTokenParameter(ssm, parameterNames.token),
  wechat: wechatSender(http, templateId),
  endpoint: stableTokenEndpoint(http, {
    appid,
    appsecret: secretParameter(ssm, parameterNames.secret, (value) => value, outside.now),
  }),
});

/** One function as it stands in its environment. `init` is what it does before its first request. */
export type Instance<Handler> = { readonly handler: Handler; readonly init: () => Promise<void> };

export const httpFunctions = [
  'start-consent',
  'create-confirm-link',
  'record-consent',
  'open-receipt',
  'send-message',
  'manage-credits',
  'report-health',
  'serve-verification-file',
] as const;

/** The functions that the promise is about. */
export type HttpFunction = (typeof httpFunctions)[number];

type Build = Readonly<Record<HttpFunction, () => Instance<HttpHandler>>> & {
  readonly 'refresh-access-token': () => Instance<
    (event: unknown, invocation: Invocation) => Promise<unknown>
  >;
};

/** Wires every function as its `index.ts` does. */
export const functionsIn = (outside: Outside, version: Version, mutant: Mutant): Build => {
  const ports = mutant.plant(portsOf(outside));
  const { now, random, keyRing, credits, parameter, wechat, write } = ports;
  const log = jsonLog(write);
  const edge = { log, now };
  const newSecret = () => random(16).toString('hex');
  const { pseudonym, read } = pseudonymizer(outside.ssm, parameterNames.pseudonym, outside.now);
  const links = createConfirmLink({
    settings: {
      appid,
      templateId,
      publicBaseUrl,
      returnTargets: version.returnTargets,
      scenes: [],
    },
    keyRing,
    now,
    random,
  });
  const lifetimeSeconds = version.linkLifetimeSeconds;
  const lifetimeMs = version.creditLifetimeMs;
  const cookie = browserCookie(publicBaseUrl);
  const instance = <Handler>(
    handler: Handler,
    steps: readonly (() => Promise<unknown>)[],
  ): Instance<Handler> => ({ handler, init: () => prime(log, steps) });

  return {
    'start-consent': () =>
      instance(
        createStartHandler({
          ...edge,
          createConfirmLink: links,
          cookie,
          newBrowserSecret: newSecret,
          lifetimeSeconds,
          outside: { outsideWechat: 'help', desktopWechat: 'qr' },
          publicBaseUrl,
          wechatPageUrl,
        }),
        [keyRing],
      ),
    'create-confirm-link': () =>
      instance(
        createConfirmLinkHandler({
          ...edge,
          createConfirmLink: links,
          newVerifier: newSecret,
          lifetimeSeconds,
          hasRedirectDoor: true,
          wechatPageUrl,
        }),
        [keyRing],
      ),
    'record-consent': () =>
      instance(
        createConsentHandler({
          ...edge,
          recordConsent: recordConsent({
            appid,
            templateId,
            minimumAssurance: 'browser',
            keyRing,
            credits,
            now,
            random,
          }),
          returnTargets: version.returnTargets,
          cookie,
          pseudonym,
        }),
        [keyRing, read],
      ),
    'open-receipt': () => instance(createReceiptHandler({ ...edge, appid, keyRing }), [keyRing]),
    'send-message': () => {
      const accessToken = accessTokenReader({
        parameter,
        invokeRefresh: ports.invokeRefresh,
        now,
        sleep: ports.sleep,
        random: () => random(1).readUInt8() / 256,
      });
      return instance(
        createSendHandler({
          ...edge,
          countAt: countAt('dev'),
          sendMessage: sendMessage({
            credits,
            accessToken,
            wechat,
            lifetimeMs,
            unknownPolicy: version.unknownPolicy,
            now,
            newSendId: () => random(12).toString('hex'),
          }),
          rules: { urlHosts: [], allowHttpUrl: false },
          pseudonym,
        }),
        [read, accessToken.current, wechat.connect],
      );
    },
    'manage-credits': () =>
      instance(
        createCreditsHandler({
          ...edge,
          countAt: countAt('dev'),
          credits,
          resolveSend: resolveSend({ credits, now }),
          eraseUser: eraseUser({ credits, now }),
          lifetimeMs,
          pseudonym,
        }),
        [read],
      ),
    'report-health': () =>
      instance(
        createHealthHandler({
          ...edge,
          parameter,
          isTableReachable: async () => true,
        }),
        [],
      ),
    'serve-verification-file': () =>
      instance(createFileHandler({ [verificationFile]: verificationFile.slice(10, -4) }), []),
    'refresh-access-token': () => {
      return instance(
        createRefreshHandler({
          refreshAccessToken: refreshAccessToken({
            parameter,
            endpoint: ports.endpoint,
            lock: ports.lock,
            force: 'auto',
            now,
            newOwner: () => random(12).toString('hex'),
            fingerprintOf,
            observe: refreshObserver(log),
          }),
          ...edge,
        }),
        [],
      );
    },
  };
};
