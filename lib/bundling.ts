import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/**
 * Left out of every bundle, because nothing asks for it: in Lambda credentials come from the
 * environment alone, not from the SDK's other providers, and `bowser` reads a browser's user agent.
 */
const unusedPartsOfTheSdk: Plugin = {
  name: 'unused-parts-of-the-sdk',
  setup(build) {
    const unused =
      /^@aws-sdk\/(credential-provider-(sso|ini|process|web-identity|http|login)|token-providers|nested-clients.*)$|^@smithy\/credential-provider-imds$|^bowser$/;
    build.onResolve({ filter: unused }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'module.exports = new Proxy({}, { get: () => undefined });',
      loader: 'js',
    }));
  },
};

/**
 * From Node 22 on, an ES import of node:http evaluates its lazy getters and thereby loads undici
 * (github.com/nodejs/node/issues/59686), some 20 ms of cold start; taking it from the process does not.
 */
const httpWithoutUndici: Plugin = {
  name: 'http-without-undici',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'builtin-http',
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin-http' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
      loader: 'js',
    }));
  },
};

/** The CommonJS parts of the SDK call `require` for Node's builtins. */
const requireInModules =
  "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/**
 * The one esbuild recipe: read by CDK's bundling, by the local server and by the bundle-budget
 * test. Writes `<outdir>/index.mjs` and, beside it, the chunks that are loaded on first use.
 */
export const bundleOptions = (
  functionName: string,
  outdir: string,
  root: string,
): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: { index: join(root, 'functions', functionName, 'index.ts') },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunk-[hash]',
  mainFields: ['module', 'main'],
  minify: true,
  // Chinese words as they are: escaped they would take twice the bytes
  charset: 'utf8',
  sourcemap: 'external',
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
  banner: { js: requireInModules },
  plugins: [unusedPartsOfTheSdk, httpWithoutUndici],
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
