import type { HttpAnswer, HttpRequest } from './http-exchange.ts';

/**
 * What an HTTP API does about CORS when it is configured: it answers preflights itself, on any
 * path, and adds its own header to answers. As in the stack, the two POSTs of the relay door are
 * what it is for: they send JSON and no cookie.
 */
export const createCors = (origins: readonly string[]) => {
  const originOf = ({ headers }: HttpRequest): string | undefined =>
    origins.find((origin) => origin === headers['origin']);

  return {
    /** The answer to a preflight; undefined for any other request. */
    preflight: (request: HttpRequest): HttpAnswer | undefined => {
      const asked = request.headers['access-control-request-method'];
      if (origins.length === 0 || request.method !== 'OPTIONS' || asked === undefined) {
        return undefined;
      }
      const origin = originOf(request);
      if (origin === undefined) return { status: 204, headers: [], body: '' };
      return {
        status: 204,
        headers: [
          ['access-control-allow-origin', origin],
          ['access-control-allow-methods', 'POST'],
          ['access-control-allow-headers', 'content-type'],
          ['access-control-max-age', '3600'],
        ],
        body: '',
      };
    },
    /** CORS headers that a function sets itself are dropped. */
    apply: (request: HttpRequest, answer: HttpAnswer): HttpAnswer => {
      if (origins.length === 0) return answer;
      const own = answer.headers.filter(([name]) => !name.startsWith('access-control-'));
      const origin = originOf(request);
      if (origin === undefined) return { ...answer, headers: own };
      return { ...answer, headers: [...own, ['access-control-allow-origin', origin]] };
    },
  };
};
