import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { buildFunction } from '../lib/bundling.ts';
import type { FunctionName } from '../lib/routes.ts';

const root = join(import.meta.dirname, '..');
/** Inside this folder, so that what is left out of a bundle is found in its node_modules. */
export const dist = join(import.meta.dirname, 'dist');

/** How a reference is bundled. */
type Recipe = 'user' | 'node-function-default' | 'tuned';

const providers =
  /^@aws-sdk\/(credential-provider-(sso|ini|process|web-identity|http|login)|token-providers|nested-clients.*)$|^@smithy\/credential-provider-imds$/;

/** The tricks that are known for the SDK: no providers but the environment, no undici. */
const knownTricks: Plugin = {
  name: 'known-tricks',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: providers }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => undefined });',
    }));
    onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

const recipes: Readonly<Record<Recipe, BuildOptions>> = {
  // as well as somebody who reads esbuild's manual does it
  user: { minify: true, mainFields: ['module', 'main'] },
  // aws-cdk-lib's NodejsFunction without options: CommonJS, not minified, the SDK from the disk
  'node-function-default': { external: ['@aws-sdk/*', '@smithy/*'] },
  tuned: { minify: true, mainFields: ['module', 'main'], plugins: [knownTricks] },
};

export type Bundle = { readonly file: string; readonly gzippedKib: number };

const sized = (file: string, files: readonly string[] = [file]): Bundle => ({
  file,
  gzippedKib: files.reduce((sum, each) => sum + gzipSync(readFileSync(each)).length, 0) / 1_024,
});

/** Bundles `refs/<name>.mjs`. Top-level `await` needs an ES module; the rest is CommonJS. */
export const buildReference = async (name: string, recipe: Recipe): Promise<Bundle> => {
  const entry = join(import.meta.dirname, 'refs', `${name}.mjs`);
  const isModule = /^await /m.test(readFileSync(entry, 'utf8'));
  const file = join(dist, recipe, `${name}.${isModule ? 'mjs' : 'cjs'}`);
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: isModule ? 'esm' : 'cjs',
    logLevel: 'error',
    ...(isModule && {
      banner: {
        js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    }),
    ...recipes[recipe],
  });
  return sized(file);
};

/** The project's own bundle, by its own recipe: what CDK deploys. */
export const buildSubject = async (name: FunctionName): Promise<Bundle> => {
  const outdir = join(dist, 'functions', name);
  const { outputs } = await buildFunction(name, root, outdir);
  const file = join(outdir, 'index.mjs');
  const statically = Object.entries(outputs).flatMap(([path, { imports }]) =>
    path.endsWith('/index.mjs')
      ? imports.filter(({ kind }) => kind === 'import-statement').map((one) => one.path)
      : [],
  );
  return sized(file, [file, ...statically.map((path) => join(root, path)).filter(existsSync)]);
};
