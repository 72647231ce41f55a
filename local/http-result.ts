import type { Invoked } from './function-host.ts';
import { type HttpAnswer, jsonAnswer } from './http-exchange.ts';
import { isObject, type JsonObject } from './json.ts';

export const internalServerError = jsonAnswer(500, { message: 'Internal Server Error' });

/**
 * The HTTP answer that an HTTP API makes of what a function returned (payload format 2.0): an
 * object with `statusCode` as it says, anything else as a JSON body with 200, and an error, a
 * timeout or a malformed answer as 500.
 */
export const toHttpAnswer = (invoked: Invoked): HttpAnswer => {
  if (invoked.functionError !== undefined) return internalServerError;
  const result: unknown = JSON.parse(invoked.payload);
  if (!isObject(result) || result['statusCode'] === undefined) {
    const body = typeof result === 'string' ? result : invoked.payload;
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  return structured(result) ?? internalServerError;
};

const structured = (result: JsonObject): HttpAnswer | undefined => {
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (!isObject(headers) || !Array.isArray(cookies) || typeof body !== 'string') return undefined;
  const pairs = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  // Without a content type of its own an answer is called plain text.
  const typed = pairs.some(([name]) => name === 'content-type');
  return {
    status,
    headers: [
      ...(typed ? [] : [['content-type', 'text/plain;charset=UTF-8'] as const]),
      ...pairs,
      ...cookies.map((cookie) => ['set-cookie', String(cookie)] as const),
    ],
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
};
