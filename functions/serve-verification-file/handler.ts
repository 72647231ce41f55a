import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Answer } from '../../src/entry/answer.ts';

/**
 * `GET /MP_verify_<code>.txt`: WeChat fetches it when the domain is registered as 业务域名. One
 * exact route per configured file, so the route key names it, whatever base path is in front.
 */
export const createHandler =
  (files: Readonly<Record<string, string>>) =>
  async ({ routeKey }: APIGatewayProxyEventV2): Promise<Answer> => {
    const content = files[routeKey.replace('GET /', '')];
    return content === undefined
      ? { statusCode: 404 }
      : {
          statusCode: 200,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          body: content,
        };
  };
