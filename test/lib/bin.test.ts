import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isFull } from '../support/scale.ts';
import { root, scratch, stageInput } from './synthesised.ts';

/** The project with another configuration, built and synthesised in a folder of its own. */
const projectWith = (stages: unknown): string => {
  const project = mkdtempSync(join(scratch, 'project-'));
  for (const part of ['bin', 'lib', 'src', 'functions', 'cdk.json', 'package.json']) {
    cpSync(join(root, part), join(project, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  writeFileSync(
    join(project, 'yici.config.ts'),
    `import { defineConfig } from './lib/config.ts';
     export default defineConfig(${JSON.stringify(stages)});`,
  );
  return project;
};

/** Without credentials, and with a network that answers nobody. */
const environment = {
  PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter),
  HOME: scratch,
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const run = (project: string, command: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: project,
    env: environment,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

describe('a broken configuration', () => {
  const project = projectWith({
    prod: { ...stageInput({ appid: 'gh_1' }), appsecret: 's' },
    test: { ...stageInput(), region: 'Singapore' },
  });

  test('is told in sentences, all of them, without a stack trace', () => {
    expect(run(project, process.execPath, 'bin/yici.ts')).toEqual({
      status: 1,
      said: [
        'yici.config.ts has 3 problem(s):',
        "  prod.appid must be 'wx' and 16 hex digits, got 'gh_1'",
        '  prod.appsecret is not a setting',
        "  test.region must be an AWS region such as ap-southeast-1, got 'Singapore'",
        '',
      ].join('\n'),
    });
  });
});

describe('a configuration that cannot be read', () => {
  const project = projectWith({ prod: stageInput() });

  test.each([
    [
      'export default {\n  a: 1\n  b: 2,\n};',
      "yici.config.ts:3 cannot be read: Expected ',', got 'ident'",
    ],
    [
      '\nenum A {}',
      'yici.config.ts:2 cannot be read: TypeScript enum is not supported in strip-only mode',
    ],
    [
      'const none: any = undefined;\nexport default none.prod;',
      "yici.config.ts:2 cannot be read: Cannot read properties of undefined (reading 'prod')",
    ],
    [
      "import { x } from './lib/config.ts';\nexport default x;",
      "yici.config.ts:1 cannot be read: The requested module './lib/config.ts' does not provide an export named 'x'",
    ],
  ])('is told by file and line, without a stack trace: %j', (text, said) => {
    writeFileSync(join(project, 'yici.config.ts'), text);

    expect(run(project, process.execPath, 'bin/yici.ts')).toEqual({
      status: 1,
      said: `${said}\n`,
    });
  });

  test('because it is not there is told with what to do', () => {
    rmSync(join(project, 'yici.config.ts'));

    expect(run(project, process.execPath, 'bin/yici.ts')).toEqual({
      status: 1,
      said: `there is no ${join(project, 'yici.config.ts')}: restore it, or name another file by YICI_CONFIG\n`,
    });
  });
});

describe('cdk synth', () => {
  const project = projectWith({
    prod: stageInput(),
    china: stageInput({ region: 'cn-north-1', publicBaseUrl: undefined }),
  });
  const synth = (out: string, ...args: readonly string[]) =>
    run(project, process.execPath, cdk, 'synth', '--quiet', '--output', out, ...args);

  if (isFull) {
    test('says nothing when there is nothing to say', () => {
      expect(synth('one', '-c', 'stage=prod')).toEqual({ status: 0, said: '' });
      expect(stacks(join(project, 'one'))).toEqual(['yici-prod']);
    });
  }

  test('makes every stage when none is named, without credentials and network, and says what a stage does without', () => {
    const { status, said } = synth('all');

    expect(status).toBe(0);
    expect(said).toContain('neither domain nor publicBaseUrl is configured');
    expect(stacks(join(project, 'all'))).toEqual(['yici-china', 'yici-prod']);
    expect(new Set(deployedFiles(join(project, 'all')))).toEqual(
      new Set(['index.mjs', 'lambda-client.mjs']),
    );
  });

  test('refuses a stage that is not configured, in one sentence', () => {
    const { status, said } = synth('none', '-c', 'stage=prd');

    expect(status).toBe(1);
    expect(said).toContain("stage must be one of prod, china, got 'prd'");
    expect(said).not.toContain('    at ');
  });
});

/** What the assets hold: the bundles, without their source maps. */
const deployedFiles = (assembly: string): readonly string[] =>
  readdirSync(assembly)
    .filter((entry) => entry.startsWith('asset.'))
    .flatMap((asset) => readdirSync(join(assembly, asset)));

const stacks = (assembly: string): readonly string[] => {
  const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
  return Object.entries<{ type: string }>(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([name]) => name)
    .toSorted();
};
