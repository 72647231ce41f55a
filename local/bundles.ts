import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildFailure, build, context, type OutputFile, type Plugin } from 'esbuild';
import { bundleOptions, functionNames } from '../lib/bundling.ts';
import { buildStamp } from './build-stamp.ts';
import { BundlingFailed } from './failures.ts';

export type Bundles = {
  /** Path of one function's bundle. */
  readonly path: (functionName: string) => string;
  readonly names: readonly string[];
  /** Ends the watching, if any. */
  readonly close: () => Promise<void>;
};

const bundlesOf = (root: string): Bundles => ({
  path: (name) => join(folderOf(root, name), 'index.mjs'),
  names: functionNames(root),
  close: async () => {},
});

/** What builds remember, apart from the bundles: those are deployed as they lie. */
const stateFolder = (root: string): string => join(root, 'dist', 'local');

const folderOf = (root: string, name: string): string => join(root, 'dist', 'functions', name);

/**
 * Builds every function into `dist/functions/<name>`, as `npm run build` does; one whose files are
 * as they were when it was last built is left alone.
 * @throws BundlingFailed
 */
export const buildBundles = async (root: string): Promise<Bundles> => {
  const bundles = bundlesOf(root);
  await Promise.all(
    bundles.names.map(async (name) => {
      const stamp = buildStamp(root, join(stateFolder(root), `${name}.json`));
      if (stamp.isFresh()) return;
      const startedMs = Date.now();
      const options = bundleOptions(name, folderOf(root, name), root);
      const quiet = { write: false, logLevel: 'silent', metafile: true } as const;
      const result = await build({ ...options, ...quiet }).catch((error) => {
        throw new BundlingFailed(`${name}: ${firstProblem(error)}`);
      });
      writeOutputs(root, result.outputFiles);
      removeOthers(folderOf(root, name), result.outputFiles);
      const { inputs, outputs } = result.metafile;
      stamp.set({ startedMs, inputs: Object.keys(inputs), outputs: Object.keys(outputs) });
    }),
  );
  return bundles;
};

/**
 * Builds every function, and again whenever a file that it is made of changes.
 * @param onRebuilt called after every later build: with the problem, when it failed.
 */
export const watchBundles = async (
  root: string,
  onRebuilt: (name: string, problem: string | undefined) => void,
): Promise<Bundles> => {
  const bundles = bundlesOf(root);
  const contexts = await Promise.all(
    bundles.names.map(async (name) => {
      const first = Promise.withResolvers<void>();
      let built = false;
      const report: Plugin = {
        name: 'report',
        setup: ({ onEnd }) =>
          onEnd(({ errors, outputFiles = [] }) => {
            const problem = errors[0] === undefined ? undefined : firstProblem({ errors });
            if (problem === undefined) writeOutputs(root, outputFiles);
            if (built) onRebuilt(name, problem);
            else if (problem === undefined) first.resolve();
            else first.reject(new BundlingFailed(`${name}: ${problem}`));
            built = true;
          }),
      };
      const options = bundleOptions(name, folderOf(root, name), root);
      const watching = await context({
        ...options,
        write: false,
        logLevel: 'silent',
        plugins: [...(options.plugins ?? []), report],
      });
      await watching.watch();
      await first.promise;
      return watching;
    }),
  );
  const close = async () => {
    await Promise.all(contexts.map((watching) => watching.dispose()));
  };
  return { ...bundles, close };
};

const firstProblem = (failure: Pick<BuildFailure, 'errors'>): string => {
  const [error] = failure.errors;
  if (error === undefined) return 'cannot be bundled';
  const place = error.location === null ? '' : ` (${error.location.file}:${error.location.line})`;
  return `${error.text}${place}`;
};

/**
 * Another run may be reading the same files: each is replaced as a whole, and only when it changed.
 * It is written outside of the folder, where a build of another process would sweep it away.
 */
const writeOutputs = (root: string, files: readonly OutputFile[]): void => {
  const aside = stateFolder(root);
  mkdirSync(aside, { recursive: true });
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    const temporary = join(aside, `${randomUUID()}.new`);
    writeFileSync(temporary, contents);
    renameSync(temporary, path);
  }
};

/** Chunks of earlier builds: their names hold a hash. */
const removeOthers = (folder: string, files: readonly OutputFile[]): void => {
  const current = new Set(files.map(({ path }) => path));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (/\.mjs(\.map)?$/.test(name) && !current.has(path)) rmSync(path, { force: true });
  }
};
