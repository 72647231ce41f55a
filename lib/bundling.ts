import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import {
  apartOnFirstUse,
  builtinsFromTheProcess,
  errorsByTheirName,
  unusedPartsOfTheSdk,
} from './bundling-plugins.ts';

/**
 * What only some requests need: a bundle of its own beside `index.mjs`, loaded on first use. It
 * repeats what both need of the SDK. Shared chunks would not, but each costs every cold start the
 * time to find and link one more file, some 3 % together.
 */
const onFirstUse: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'send-message': { 'lambda-client': 'src/aws/lambda-client.ts' },
};

/**
 * Globals of the web that the SDK asks for by `typeof`, in case a body is one: of ours none is. Node
 * makes them when they are first asked for, which takes streams of the web some 0.9 ms.
 */
const neverGiven = { ReadableStream: 'undefined', Blob: 'undefined' };

/**
 * The one esbuild recipe: read by CDK's bundling, by the local server and by the bundle-budget
 * test. Writes `<outdir>/index.mjs` and, beside it, what is loaded on first use.
 */
export const bundleOptions = (
  functionName: string,
  outdir: string,
  root: string,
): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: { index: `functions/${functionName}/index.ts`, ...onFirstUse[functionName] },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  define: neverGiven,
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  // Chinese words as they are: escaped they would take twice the bytes
  charset: 'utf8',
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
  plugins: [
    unusedPartsOfTheSdk,
    errorsByTheirName,
    builtinsFromTheProcess,
    apartOnFirstUse(Object.keys(onFirstUse[functionName] ?? {})),
  ],
});

/** One folder in `functions/` is one bundle. */
export const functionNames = (root: string): readonly string[] =>
  readdirSync(join(root, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

/** Where a function's bundle lies after `buildFunction`: `dist/functions/<name>`. */
const bundleDirectory = (functionName: string, root: string): string =>
  join(root, 'dist', 'functions', functionName);

/**
 * Writes one bundle into `outdir`, then removes what an earlier build left there: an orphaned chunk
 * would be deployed too and would change the asset's hash. In this order, because a local server
 * may be loading from the same folder.
 */
export const buildFunction = async (
  functionName: string,
  root: string,
  outdir: string = bundleDirectory(functionName, root),
): Promise<Metafile> => {
  const { metafile } = await build({
    ...bundleOptions(functionName, outdir, root),
    metafile: true,
  });
  const written = new Set(Object.keys(metafile.outputs).map((path) => join(root, path)));
  for (const file of readdirSync(outdir)) {
    if (!written.has(join(outdir, file))) rmSync(join(outdir, file), { recursive: true });
  }
  return metafile;
};
