import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { buildFunction, bundleOptions, functionNames } from '../../lib/bundling.ts';
import { environments } from '../../lib/environment.ts';
import { parameterNames } from '../../lib/parameters.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { askedOfAws } from './asked-of-aws.ts';
import { root, scratch, stageConfig, synthesise } from './synthesised.ts';

/**
 * KiB gzipped, a little above what it is: what a function loads before it can answer, which is also
 * all that is deployed with it, but for what is loaded on first use.
 */
const budgets: Record<FunctionName, number> = {
  'start-consent': 65,
  'create-confirm-link': 62,
  'open-receipt': 60.5,
  'record-consent': 70.5,
  'manage-credits': 68.5,
  'report-health': 62,
  'refresh-access-token': 71,
  // Two SDK clients and WeChat's errcodes.
  'send-message': 81.5,
  'serve-verification-file': 0.6,
  'read-access-token': 57.5,
  'authorize-key': 55.5,
};
const loadedOnFirstUse = { 'send-message': { 'lambda-client.mjs': 67 } };

const names = functionNames(root);
const directory = (name: string) => join(scratch, 'built', name);
const built = new Map(
  await Promise.all(
    names.map(async (name) => [name, await buildFunction(name, root, directory(name))] as const),
  ),
);

/** File name -> what it imports by statement, and what it loads on first use. */
const outputs = (name: string) =>
  new Map(
    Object.entries(built.get(name)?.outputs ?? {})
      .filter(([path]) => path.endsWith('.mjs'))
      .map(([path, { imports }]) => [basename(path), imports]),
  );

/** The sources of which something is left in a bundle. */
const filesOf = (name: string): readonly string[] =>
  Object.values(built.get(name)?.outputs ?? {})
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));

const source = (name: string, file: string) => readFileSync(join(directory(name), file));

const gzippedKib = (name: string, file: string) => gzipSync(source(name, file)).length / 1_024;

describe.each(Object.entries(budgets))('%s', (name, budget) => {
  test(`is at most ${budget} KiB`, () => {
    expect(gzippedKib(name, 'index.mjs')).toBeLessThanOrEqual(budget);
  });

  test('contains no library that costs more than it gives', () => {
    const inputs = Object.keys(built.get(name)?.inputs ?? {});

    expect(inputs.length).toBeGreaterThan(0);
    expect(
      inputs.filter((path) =>
        /node_modules\/(undici|zod|@middy|@aws-lambda-powertools|@aws-sdk\/lib-)/.test(path),
      ),
    ).toEqual([]);
  });

  test('contains nothing that is only for synth, for tests or for one machine', () => {
    const inputs = Object.keys(built.get(name)?.inputs ?? {});

    expect(
      inputs.filter((path) =>
        /^(lib|bin|test|local|h5)\/|node_modules\/(aws-cdk|cdk-nag)/.test(path),
      ),
    ).toEqual([]);
  });

  test('never imports node:http by statement, which would load undici with it', () => {
    for (const [file, imports] of outputs(name)) {
      expect(imports.filter(({ path }) => /^(node:)?https?$/.test(path))).toEqual([]);
      expect(source(name, file).toString()).not.toMatch(
        /(from|import)\s*\(?\s*["'](node:)?https?["']/,
      );
    }
  });

  test('starts with what the stack gives it, without AWS and without undici', async () => {
    const started = await start(name as FunctionName);

    expect(started).toEqual({ handler: 'function', undici: [] });
  });
});

const environment = environments(stageConfig(), {
  stage: 'prod',
  creditsTable: 'credits',
  locksTable: 'locks',
  refreshFunction: 'refresh',
  parameters: parameterNames('prod'),
});

/** INIT as Lambda does it: a process of its own that has this environment and nothing else. */
const start = async (name: FunctionName): Promise<unknown> => {
  const script = `
    const { handler } = await import(${JSON.stringify(join(directory(name), 'index.mjs'))});
    const undici = process.moduleLoadList.filter((module) => module.includes('undici'));
    process.stdout.write('\\n' + JSON.stringify({ handler: typeof handler, undici }));
    process.exit();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    {
      env: {
        ...environment[name],
        // Port 9 answers nobody: what is primed at INIT must not be needed there.
        ...('WECHAT_API_URLS' in environment[name] && { WECHAT_API_URLS: 'http://127.0.0.1:9' }),
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_REGION: 'ap-southeast-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
      },
    },
  );
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n')));
};

describe('what the stack allows is what the code asks for', () => {
  const stack = synthesise({ accessTokenRoute: true, authorizer: { type: 'key' } });

  test.each(names)('%s, on every path that its bundle has', (name) => {
    const role = stack
      .spell(stack.functions().get(name)?.properties.Role)
      .slice(1, -'.Arn>'.length);
    const allowed = stack
      .permissions(stack.at(role))
      .filter((permission) => !permission.startsWith('Allow logs:'));

    expect(allowed).toEqual(askedOfAws(filesOf(name), environment[name as FunctionName]));
  });
});

test('every function has a budget', () => {
  expect(Object.keys(budgets).toSorted()).toEqual(names.toSorted());
});

test('INIT loads one file; what else is deployed is loaded on first use, and has a budget', () => {
  const apart = new Map<string, Record<string, number>>(Object.entries(loadedOnFirstUse));
  for (const name of names) {
    const files = apart.get(name) ?? {};
    const imports = [...outputs(name).values()].flat().filter(({ path }) => path.startsWith('.'));

    expect([...outputs(name).keys()].toSorted()).toEqual(['index.mjs', ...Object.keys(files)]);
    expect(imports.map(({ kind, path }) => [kind, path])).toEqual(
      Object.keys(files).map((file) => ['dynamic-import', `./${file}`]),
    );
    for (const [file, budget] of Object.entries(files)) {
      expect(gzippedKib(name, file)).toBeLessThanOrEqual(budget);
    }
  }
});

test.each(['create-confirm-link', 'start-consent'])(
  '%s has at most 8 KiB of our own',
  async (name) => {
    const { outputFiles } = await build({
      ...bundleOptions(name, directory(name), root),
      packages: 'external',
      plugins: [],
      sourcemap: false,
      write: false,
    });

    const [own] = outputFiles;
    expect(gzipSync(own?.contents ?? '').length / 1_024).toBeLessThanOrEqual(8);
    expect(own?.text).toContain('@aws-sdk/client-ssm');
  },
);

test('the same sources give the same bytes: what did not change is not deployed again', async () => {
  const before = source('open-receipt', 'index.mjs');
  await buildFunction('open-receipt', root, directory('open-receipt'));

  expect(source('open-receipt', 'index.mjs').equals(before)).toBe(true);
});

test('a chunk of an earlier build is not deployed with this one', async () => {
  writeFileSync(join(directory('open-receipt'), 'chunk-OLD.mjs'), '');
  await buildFunction('open-receipt', root, directory('open-receipt'));

  expect(readdirSync(directory('open-receipt'))).not.toContain('chunk-OLD.mjs');
  expect(readdirSync(directory('open-receipt'))).toContain('index.mjs');
});
