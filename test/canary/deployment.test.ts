import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFunction, functionNames } from '../../lib/bundling.ts';
import { parseConfig, type StageInput } from '../../lib/config.ts';
import { yiciApp } from '../../lib/yici-app.ts';
import config from '../../yici.config.ts';
import { runs } from '../support/scale.ts';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { searchFor } from './spellings.ts';

const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'yici-canary-'));
const outdir = join(scratch, 'cdk.out');

/** Variables in which a deployer's machine may hold secrets while it synthesises. */
const environment: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: plantedSecrets["the deployer's key"] ?? '',
  AWS_SECRET_ACCESS_KEY: plantedSecrets["the deployer's key"] ?? '',
  AWS_SESSION_TOKEN: plantedSecrets["the deployer's key"] ?? '',
  NPM_TOKEN: plantedSecrets["the deployer's key"] ?? '',
  YICI_APPSECRET: plantedSecrets['appsecret'] ?? '',
  WECHAT_APPSECRET: plantedSecrets['appsecret'] ?? '',
  APPSECRET: plantedSecrets['appsecret'] ?? '',
  SEALING_KEYS: plantedSecrets['sealing key'] ?? '',
  PSEUDONYM_KEY: plantedSecrets['pseudonym key'] ?? '',
  ACCESS_TOKEN: plantedSecrets['broken parameter'] ?? '',
};
const before = Object.fromEntries(
  Object.keys(environment).map((name) => [name, process.env[name]]),
);

const base: StageInput = {
  appid: 'wx0123456789abcdef',
  templateId: 'abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE',
  region: 'ap-southeast-1',
  publicBaseUrl: 'https://wx.example.com',
  returnTargets: { course: 'https://h5.example.com/#/pages/course/course' },
  verificationFiles: { 'MP_verify_abc.txt': 'abc' },
};
const kinds: Readonly<Record<string, StageInput>> = {
  'canary-full': { ...base, unknownPolicy: 'reconcile', creditLifetimeSeconds: 86_400 },
  'canary-relay': {
    appid: base.appid,
    templateId: base.templateId,
    region: base.region,
    returnTargets: base.returnTargets,
  },
  'canary-china': { ...base, region: 'cn-north-1' },
  'canary-ext': { ...base, token: { source: 'external' } },
};
/** The owner's own stages, and one of each kind. */
const stages: Readonly<Record<string, StageInput>> = {
  ...config,
  ...Object.fromEntries(Object.entries(kinds).slice(0, runs(1, 4))),
};

/** Every file below a folder, as text that keeps each byte. */
const filesIn = (folder: string): readonly (readonly [path: string, text: string])[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .flatMap((path) => {
      try {
        return [[path, readFileSync(path, 'latin1')] as const];
      } catch {
        // a build that runs beside this one has replaced it
        return [];
      }
    });

beforeAll(async () => {
  Object.assign(process.env, environment);
  const bundles = join(scratch, 'bundles');
  for (const name of functionNames(root)) await buildFunction(name, root, join(bundles, name));
  yiciApp({
    config: parseConfig(stages),
    bundles,
    outdir,
    context: {
      ...JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context,
      // `cdk` prints warnings; here they would only be noise
      '@aws-cdk/core:annotationsInValidationReport': false,
    },
  }).synth();
}, 120_000);
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(scratch, { recursive: true, force: true });
});

const secrets = { ...plantedSecrets, ...plantedOpenids };
const hitsIn = (files: readonly (readonly [string, string])[]) =>
  files.flatMap(([path, text]) => searchFor(secrets, text).map((hit) => ({ path, ...hit })));

test('no template, asset or manifest of any stage holds a secret', () => {
  const files = filesIn(outdir);

  expect(hitsIn(files)).toEqual([]);
  const templates = files.filter(([path]) => path.endsWith('.template.json'));
  expect(templates).toHaveLength(Object.keys(stages).length);
  const bytes = files.reduce((sum, [, text]) => sum + text.length, 0);
  process.stdout.write(
    `canary: deployment: ${templates.length} stages, ${files.length} files, ${bytes} bytes\n`,
  );
});

test('what is left of earlier builds and synths holds none either', () => {
  const folders = ['cdk.out', 'dist'].map((name) => join(root, name)).filter(existsSync);

  expect(hitsIn(folders.flatMap(filesIn))).toEqual([]);
});

test('secrets are named in a template, never given: no parameter, output or environment holds a value', () => {
  for (const [path, text] of filesIn(outdir)) {
    if (!path.endsWith('.template.json')) continue;
    const { Resources = {}, Outputs = {} } = JSON.parse(text);
    const all = Object.values<{ Type: string; Properties?: Record<string, unknown> }>(Resources);

    expect(all.filter(({ Type }) => /SSM::Parameter$|SecretsManager::Secret$/.test(Type))).toEqual(
      [],
    );
    // a literal was searched above, and may speak of what is not there
    const told = Object.entries<{ Value: unknown }>(Outputs).map(([name, { Value }]) => [
      name,
      typeof Value === 'string' ? '' : Value,
    ]);
    expect(JSON.stringify(told)).not.toMatch(/secret|token|key/i);
    for (const { Type, Properties } of all) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { Variables = {} } = (Properties?.['Environment'] ?? {}) as {
        Variables?: Record<string, unknown>;
      };
      const secretive = Object.entries(Variables).filter(([name]) => /SECRET|TOKEN|KEY/.test(name));
      for (const [name, value] of secretive) {
        expect([name, value]).toEqual([
          expect.stringMatching(/_PARAMETER$|^TOKEN_(SOURCE|FORCE)$/),
          expect.stringMatching(
            /^\/yici\/[a-z-]+\/[a-z-]+$|^(stable_token|token|external|auto|never)$/,
          ),
        ]);
      }
    }
  }
});
