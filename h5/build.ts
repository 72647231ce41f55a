// Makes yici.iife.js (a <script> that defines the global `yici`) from yici.js: node h5/build.ts

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

export const moduleFile = fileURLToPath(new URL('yici.js', import.meta.url));
export const iifeFile = fileURLToPath(new URL('yici.iife.js', import.meta.url));

const banner = `// Made from yici.js by h5/build.ts. Change that file, then run: node h5/build.ts
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// biome-ignore-all assist: generated
`;

/** The text of yici.iife.js: ES2017 syntax, not minified, so that an owner can read what the page runs. */
export async function iifeText(): Promise<string> {
  const { code } = await transform(await readFile(moduleFile, 'utf8'), {
    format: 'iife',
    globalName: 'yici',
    target: 'es2017',
    charset: 'utf8',
    banner,
  });
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(iifeFile, await iifeText());
}
