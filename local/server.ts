import { createServer } from 'node:http';
import { join } from 'node:path';
import {
  BodyTooLarge,
  type HttpAnswer,
  type HttpRequest,
  jsonAnswer,
  readRequest,
  writeAnswer,
} from './http-exchange.ts';
import { internalServerError } from './http-result.ts';
import { staticFile } from './static-files.ts';

/** API Gateway's limits for an HTTP API: developerguide/http-api-quotas.html */
const maxBodyBytes = 10 * 1024 * 1024;
const maxHeaderBytes = 10_240;

export type Site = {
  /** The service's own origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly gateway: {
    readonly owns: (request: HttpRequest) => boolean;
    readonly answer: (request: HttpRequest) => Promise<HttpAnswer>;
  };
  /** The demo's back end; undefined when a path is not its own. */
  readonly demo: (request: HttpRequest) => Promise<HttpAnswer | undefined>;
  /** Folder with the browser kit and, in `demo/`, the pages. */
  readonly pages: string;
};

/**
 * The service's HTTP server. It listens before it knows its site, because the site's addresses hold
 * the port; until then it answers 503.
 */
export const createSiteServer = (siteOf: () => Site | undefined) => {
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, async (message, response) => {
    try {
      const site = siteOf();
      const request = await readRequest(message, maxBodyBytes);
      const answer = site === undefined ? notReady : await answerRequest(site, request);
      writeAnswer(response, answer);
    } catch (error) {
      writeAnswer(response, error instanceof BodyTooLarge ? bodyTooLarge : internalServerError);
    }
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) return;
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? headersTooLarge : badRequest;
    socket.end(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n` +
        JSON.stringify({ message: status.slice(4) }),
    );
  });
  return server;
};

const notReady = jsonAnswer(503, { message: 'Service Unavailable' });
const bodyTooLarge = jsonAnswer(413, { message: 'Request Entity Too Large' }, [
  ['connection', 'close'],
]);
const headersTooLarge = '431 Request Header Fields Too Large';
const badRequest = '400 Bad Request';

const answerRequest = async (site: Site, request: HttpRequest): Promise<HttpAnswer> => {
  if (isForBrowsers(request) && request.headers['host'] !== new URL(site.baseUrl).host) {
    // Cookies and WeChat's domain check know one host: `localhost` and `127.0.0.1` are two.
    return redirect(
      `${site.baseUrl}${request.path}${request.query === '' ? '' : '?'}${request.query}`,
    );
  }
  if (site.gateway.owns(request)) return site.gateway.answer(request);
  return (
    (await site.demo(request)) ?? (await pageAnswer(site, request)) ?? site.gateway.answer(request)
  );
};

const isForBrowsers = ({ method, path }: HttpRequest): boolean =>
  method === 'GET' && /^\/($|subscribe$|consent\/|demo($|\/)|yici\.)/.test(path);

const pageAnswer = async (
  { pages }: Site,
  { method, path }: HttpRequest,
): Promise<HttpAnswer | undefined> => {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path === '/' || path === '/demo') return redirect('/demo/');
  if (/^\/yici(\.iife)?\.js$/.test(path)) return staticFile(pages, path.slice(1));
  if (path.startsWith('/demo/'))
    return staticFile(join(pages, 'demo'), path.slice('/demo/'.length));
  return undefined;
};

const redirect = (location: string): HttpAnswer => ({
  status: 302,
  headers: [
    ['location', location],
    ['cache-control', 'no-store'],
  ],
  body: '',
});
