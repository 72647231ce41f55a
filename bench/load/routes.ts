import { signRequest } from '../../local/sigv4.ts';
import { confirmUser, openConfirmLink } from '../confirmed-user.ts';
import type { Request } from './generator.ts';
import type { Server } from './start.ts';

/** Makes so many requests to one route, ready to be sent. */
export type LoadedRoute = {
  readonly route: string;
  readonly prepare: (server: Server, count: number) => Promise<readonly Request[]>;
};

let users = 0;
const newUser = (): string => {
  users += 1;
  return `oLoadUser${String(users).padStart(19, '0')}`;
};

/** A few at a time, so that preparing is no load of its own kind. */
const inTurns = async <T>(count: number, make: () => Promise<T>): Promise<readonly T[]> => {
  const made: T[] = [];
  while (made.length < count) {
    const together = Math.min(8, count - made.length);
    made.push(...(await Promise.all(Array.from({ length: together }, make))));
  }
  return made;
};

export const loadedRoutes: readonly LoadedRoute[] = [
  {
    route: 'GET /subscribe',
    prepare: async ({ serviceUrl }, count) =>
      Array.from({ length: count }, () => ({
        method: 'GET',
        url: `${serviceUrl}/subscribe?scene=1001&return=demo&state=class_id%3D123`,
      })),
  },
  {
    route: 'GET /consent/{state+}',
    prepare: (server, count) =>
      inTurns(count, async () => ({
        method: 'GET',
        url: await openConfirmLink(server, newUser()),
      })),
  },
  {
    route: 'POST /v1/messages',
    prepare: (server, count) =>
      inTurns(count, async () => {
        const openid = newUser();
        await confirmUser(server, openid);
        const url = `${server.serviceUrl}/v1/messages`;
        const body = JSON.stringify({
          openid,
          scene: 1001,
          title: '上课提醒',
          content: '今晚 19:30 开课',
        });
        const headers = await signRequest(new URL(url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': openid },
          body,
        });
        return { method: 'POST', url, headers, body };
      }),
  },
];
