import { setTimeout as pause } from 'node:timers/promises';
import type { Route } from '../../lib/routes.ts';
import { type Credentials, signed } from './aws-call.ts';
import { assumeRole, type Cloud } from './cloud.ts';

/** A role that was made a moment ago is not known everywhere at once. */
export const assumeNewRole = async (cloud: Cloud, roleArn: string): Promise<Credentials> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await assumeRole(cloud, roleArn);
    } catch (error) {
      if (tries === 30) throw error;
      await pause(2_000);
    }
  }
};

/** A request that reaches a route and does nothing there. */
const emptyRequest = (apiUrl: string, { path, method }: Route) => ({
  url: new URL(
    apiUrl + path.replace('{openid}', 'oNobody0000000000000000000000').replace('{scene}', '1'),
  ),
  request: {
    method,
    headers: { 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  },
});

const timeoutMs = 30_000;

const statusOf = async (
  url: URL,
  { method, body }: { readonly method: string; readonly body?: string },
  headers: Readonly<Record<string, string>>,
): Promise<number> => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    method,
    headers,
    signal,
    ...(body !== undefined && { body }),
  });
  await response.body?.cancel();
  return response.status;
};

export type Caller = {
  readonly name: string;
  readonly credentials: Credentials;
  readonly may: (route: Route) => boolean;
};

/** Routes where a caller met something else than what it may do; empty when there are none. */
export const wrongAnswers = async (
  cloud: Cloud,
  apiUrl: string,
  routes: readonly Route[],
  { name, credentials, may }: Caller,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const route of routes.filter(({ access }) => access !== 'public')) {
    const { url, request } = emptyRequest(apiUrl, route);
    const signer = { credentials, region: cloud.region, service: 'execute-api' };
    const status = await statusOf(url, request, await signed(url, request, signer));
    // No route answers an empty request by 403 itself.
    if ((status !== 403) === may(route)) continue;
    const expected = may(route) ? 'be let through' : 'be refused with 403';
    wrong.push(`${name}: ${route.method} ${route.path} should ${expected}, got ${status}`);
  }
  return wrong;
};

/** Routes that let somebody in who has not signed, or whose signature is wrong. */
export const openDoors = async (
  cloud: Cloud,
  apiUrl: string,
  routes: readonly Route[],
  { credentials }: Caller,
): Promise<readonly string[]> => {
  const open: string[] = [];
  for (const route of routes.filter(({ access }) => access !== 'public')) {
    const { url, request } = emptyRequest(apiUrl, route);
    const wrongKey = { ...credentials, secretAccessKey: 'x'.repeat(40) };
    const signer = { credentials: wrongKey, region: cloud.region, service: 'execute-api' };
    const statuses = {
      unsigned: await statusOf(url, request, request.headers),
      forged: await statusOf(url, request, await signed(url, request, signer)),
    };
    for (const [how, status] of Object.entries(statuses)) {
      if (status !== 403) open.push(`${how} ${route.method} ${route.path}: ${status}`);
    }
  }
  return open;
};
