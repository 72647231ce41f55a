import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Problem, problems } from './problem.ts';

export type Answer = APIGatewayProxyStructuredResultV2;

export const json = (statusCode: number, body: unknown): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** The one place that writes problem+json. */
export const problem = ({ code, retryAfterSeconds, ...members }: Problem): Answer => {
  const { title } = problems[code];
  const status = members.status ?? problems[code].status;
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({ type: `urn:yici:problem:${code}`, title, code, ...members, status }),
  };
};

/** @param location built by us: never a value that came in */
export const redirect = (location: string, cookies: readonly string[] = []): Answer => ({
  statusCode: 302,
  headers: { location, 'cache-control': 'no-store' },
  ...(cookies.length === 0 ? {} : { cookies: [...cookies] }),
});
