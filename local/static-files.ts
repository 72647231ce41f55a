import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { decodePath } from './http-event.ts';
import type { HttpAnswer } from './http-exchange.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * A file below a folder, `index.html` for a folder. Undefined when there is none, when it lies
 * outside (`..`, a link that leads away) or is hidden.
 * @param path as it came, percent-encoded, relative to the folder.
 */
export const staticFile = async (folder: string, path: string): Promise<HttpAnswer | undefined> => {
  const decoded = decodePath(path);
  if (decoded === undefined || /[\0\\]/.test(decoded)) return undefined;
  if (decoded.split('/').some((part) => part.startsWith('.'))) return undefined;
  try {
    const root = await realpath(folder);
    const named = await realpath(join(root, decoded));
    if (named !== root && !named.startsWith(root + sep)) return undefined;
    const isFolder = (await stat(named)).isDirectory();
    const file = isFolder ? join(named, 'index.html') : named;
    return {
      status: 200,
      headers: [
        ['content-type', contentTypes[extname(file)] ?? 'application/octet-stream'],
        ['cache-control', 'no-cache'],
        ['x-content-type-options', 'nosniff'],
      ],
      body: await readFile(file),
    };
  } catch {
    return undefined;
  }
};
