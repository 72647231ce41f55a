// What a user would put together from well-known parts: middy, Powertools, zod, lib-dynamodb and
// co-wechat-api, with the access_token read from Parameter Store. Powertools' tracer is there and
// not tracing, which is the less it can cost.
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import middy from '@middy/core';
import WechatApi from 'co-wechat-api';
import { z } from 'zod';
import { claim, settle } from './document-client.mjs';
import { cachedToken, newSend, sent, templateId, tokenParameter, wechatUrl } from './work.mjs';

const logger = new Logger({ serviceName: 'messages' });
const metrics = new Metrics({ namespace: 'messages', serviceName: 'messages' });
const tracer = new Tracer({ serviceName: 'messages' });
const parameters = new SSMClient({});

const request = z.object({
  openid: z.string().regex(/^[\w-]{20,40}$/),
  scene: z.number().int().min(0).max(10_000),
  title: z.string().min(1).max(15),
  content: z.string().min(1).max(200),
  url: z.url().optional(),
});

export const token = cachedToken(async () => {
  const { Parameter } = await parameters.send(
    new GetParameterCommand({ Name: tokenParameter, WithDecryption: true }),
  );
  return Parameter.Value;
});

const wechat = new WechatApi('appid', 'secret', token, async () => {});
wechat.prefix = `${wechatUrl}/cgi-bin/`;

const send = async (event) => {
  const one = newSend(event);
  const { openid, scene, title, content, url } = request.parse(JSON.parse(event.body));
  await claim(one);
  logger.info('credit claimed', { scene, sendId: one.sendId });
  await wechat.sendSubscribe(openid, templateId, url, undefined, String(scene), title, {
    content: { value: content },
  });
  await settle(one);
  logger.info('message sent', { scene, sendId: one.sendId });
  metrics.addMetric('MessageSent', MetricUnit.Count, 1);
  return sent(one);
};

export const handler = middy()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(captureLambdaHandler(tracer))
  .handler(send);
