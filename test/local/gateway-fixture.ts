import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Route } from '../../lib/routes.ts';
import { routes } from '../../lib/routes.ts';
import { createGateway } from '../../local/gateway.ts';
import { closeServer, listen } from '../../local/http-exchange.ts';
import { createLambda } from '../../local/lambda.ts';
import { createSiteServer, type Site } from '../../local/server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** The real routes with, behind each, a function of the fixtures that the test names. */
export const startGateway = async (
  options: {
    readonly fixture?: string;
    readonly routes?: readonly Route[];
    readonly now?: () => number;
    readonly timeoutMs?: number;
    readonly site?: Partial<Site>;
  } = {},
) => {
  const served = options.routes ?? routes;
  const bundle = join(fixtures, options.fixture ?? 'answer-event.mjs');
  const timeoutMs = options.timeoutMs ?? 10_000;
  const definitions = served.map(
    ({ function: name }) => [name, { name, bundle, environment: {}, timeoutMs }] as const,
  );
  const lambda = createLambda(new Map(definitions), () => {});
  onTestFinished(lambda.close);
  let site: Site | undefined;
  const server = createSiteServer(() => site);
  const port = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => closeServer(server));
  const url = `http://127.0.0.1:${port}`;
  const corsOrigins = [url, 'https://h5.example.com'];
  const { now } = options;
  site = {
    baseUrl: url,
    gateway: createGateway({ routes: served, corsOrigins, lambda, ...(now ? { now } : {}) }),
    demo: async () => undefined,
    pages: writePages(),
    ...options.site,
  };
  return { url, port };
};

/** A browser kit and two pages, beside files that must not be served. */
const writePages = (): string => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'demo', 'sub'), { recursive: true });
  const files = {
    'yici.js': 'export {};',
    'secret.txt': 'secret',
    'demo/index.html': '<!doctype html><title>demo</title>',
    'demo/sub/index.html': 'sub',
    'demo/.hidden': 'hidden',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};
