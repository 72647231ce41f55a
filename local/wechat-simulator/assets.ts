import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { HttpAnswer } from './http.ts';
import { securePage } from './page-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The files of `pages/`, read once: what runs in the browser. */
export function readAssets(): ReadonlyMap<string, HttpAnswer> {
  const folder = join(import.meta.dirname, 'pages');
  return new Map(
    readdirSync(folder).map((name) => [
      name,
      securePage({
        status: 200,
        headers: {
          'Content-Type': types[extname(name)] ?? 'application/octet-stream',
          'Cache-Control': 'no-store',
        },
        body: readFileSync(join(folder, name), 'utf8'),
      }),
    ]),
  );
}
