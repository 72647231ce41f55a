import { randomBytes } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createHandler as createRefresher } from '../../functions/refresh-access-token/handler.ts';
import { createHandler as createSender } from '../../functions/send-message/handler.ts';
import { localCredentials } from '../../local/sigv4.ts';
import { startSsm } from '../../local/ssm.ts';
import { accessTokenParameter, fingerprintOf } from '../../src/aws/access-token-parameter.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { creditState } from '../../src/domain/credit.ts';
import { type Openid, parseOpenid } from '../../src/domain/openid.ts';
import { accessTokenReader } from '../../src/use-cases/read-access-token.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { sendMessage } from '../../src/use-cases/send-message.ts';
import { type Timeouts, wechatHttp, wechatTimeouts } from '../../src/wechat/http.ts';
import { wechatSender } from '../../src/wechat/subscribe-message.ts';
import { stableTokenEndpoint } from '../../src/wechat/token-endpoint.ts';
import { aClock, aConsent, scene } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { startEngine } from '../support/dynamodb.ts';
import { aContext, anEvent } from '../support/http-events.ts';

const account = { appid: 'wx0123456789abcdef', appsecret: async () => 'CANARY-appsecret' };
export const goodToken = 'CANARY-access-token';

/** The real use cases, the real client of WeChat, real handlers, a real engine and Parameter Store. */
export const startFaultWorld = async () => {
  const engine = await startEngine();
  const { credits: creditsTable, locks: locksTable } = await engine.tables();
  const credits = creditTable(engine.client, creditsTable);
  const lock = refreshLock(engine.client, locksTable);
  const store = await startSsm();
  const ssm = new SSMClient({
    endpoint: store.url,
    region: 'us-east-1',
    credentials: localCredentials,
  });
  let cases = 0;

  /** A user who has confirmed, a token of their own, and both functions. */
  const aCase = async ({
    sendTo,
    fetchFrom,
    sendTimeouts = wechatTimeouts,
    fetchTimeouts = wechatTimeouts,
  }: {
    readonly sendTo: string;
    readonly fetchFrom: string;
    readonly sendTimeouts?: Timeouts;
    readonly fetchTimeouts?: Timeouts;
  }) => {
    cases += 1;
    const openid = parseOpenid(`oFaultUser${String(cases).padStart(18, '0')}`);
    const { now } = aClock();
    const output = capturedOutput();
    const { log, countAt } = output;
    const parameter = accessTokenParameter(ssm, `/test/token-${cases}`);
    await credits.record(aConsent({ openid }));

    const refresh = createRefresher({
      refreshAccessToken: refreshAccessToken({
        parameter,
        endpoint: stableTokenEndpoint(wechatHttp([fetchFrom], now, fetchTimeouts), account),
        lock,
        force: 'auto',
        now,
        newOwner: () => randomBytes(12).toString('hex'),
        fingerprintOf,
        observe: { forced: () => {} },
      }),
      log,
      now,
    });
    const handler = createSender({
      sendMessage: sendMessage({
        credits,
        accessToken: accessTokenReader({
          parameter,
          invokeRefresh: (request) => refresh(request, aContext()),
          now,
          sleep: async () => {},
          random: () => 0,
        }),
        wechat: wechatSender(wechatHttp([sendTo], now, sendTimeouts), 'template'),
        lifetimeMs: undefined,
        unknownPolicy: 'hold',
        now,
        newSendId: () => randomBytes(12).toString('hex'),
      }),
      rules: { urlHosts: [], allowHttpUrl: false },
      pseudonym: async () => 'somebody',
      log,
      countAt,
      now,
    });

    return {
      refresh: () => refresh({ source: 'aws.events' }, aContext()),
      storedToken: parameter.read,
      /** @param leftMs how long it may still be used */
      storeToken: (leftMs: number) =>
        parameter.write({
          accessToken: goodToken,
          expiresAtMs: now() + leftMs,
          fetchedAtMs: now(),
          fingerprint: fingerprintOf(goodToken),
        }),
      /** Whether nobody holds the refresh any more. */
      isUnlocked: async () => {
        const free = await lock.take('looker', now(), now() + 1);
        await lock.leave('looker');
        return free;
      },
      send: async (key: string) => {
        const event = anEvent('POST /v1/messages', {
          headers: { 'idempotency-key': key },
          body: { openid, scene, title: '上课提醒', content: '明天上午九点' },
        });
        const { statusCode, headers, body } = (await handler(event, aContext())) as {
          readonly statusCode: number;
          readonly headers: Readonly<Record<string, string>>;
          readonly body: string;
        };
        return { status: statusCode, headers, json: JSON.parse(body) };
      },
      credit: () => readCredit(openid, now()),
      lines: output.lines,
    };
  };

  const readCredit = async (openid: Openid, nowMs: number) => {
    const credit = await credits.find({ openid, scene });
    if (credit === undefined) throw new Error('the credit is gone');
    return {
      state: creditState(credit, nowMs, undefined),
      used: credit.used,
      remembered: Object.keys(credit.remembered).length,
    };
  };

  return {
    aCase,
    close: async () => {
      ssm.destroy();
      await store.close();
      await engine.close();
    },
  };
};

export type FaultWorld = Awaited<ReturnType<typeof startFaultWorld>>;
