/**
 * One import that breaks each rule of `.dependency-cruiser.cjs`: a checker that reads nothing
 * passes everything, so the check is itself checked.
 */
export const seeds: readonly {
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
}[] = [
  {
    rule: 'no-circles',
    files: {
      'src/domain/one.ts': "import { two } from './two.ts';\nexport const one = () => two;",
      'src/domain/two.ts': "import { one } from './one.ts';\nexport const two = () => one;",
    },
  },
  {
    rule: 'no-circles-of-types',
    files: {
      'src/domain/three.ts': "import type { Four } from './four.ts';\nexport type Three = Four[];",
      'src/domain/four.ts': "import type { Three } from './three.ts';\nexport type Four = Three[];",
    },
  },
  { rule: 'domain-is-pure', files: { 'src/domain/seed.ts': "import 'node:fs';" } },
  {
    rule: 'use-cases-take-ports',
    files: {
      'src/use-cases/seed.ts': "import '../aws/thing.ts';",
      'src/aws/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'wechat-speaks-only-wechat',
    files: { 'src/wechat/seed.ts': "import '../aws/thing.ts';" },
  },
  {
    rule: 'wechat-takes-types-of-use-cases',
    files: {
      'src/wechat/other.ts': "import '../use-cases/thing.ts';",
      'src/use-cases/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'aws-speaks-only-aws',
    files: {
      'src/aws/seed.ts': "import '../wechat/thing.ts';",
      'src/wechat/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'aws-takes-types-of-use-cases',
    files: { 'src/aws/other.ts': "import '../use-cases/thing.ts';" },
  },
  {
    rule: 'only-the-aws-room-imports-the-sdk',
    files: { 'src/entry/sdk.ts': "import '@aws-sdk/client-ssm';" },
  },
  { rule: 'entry-knows-the-edge', files: { 'src/entry/seed.ts': "import '../wechat/thing.ts';" } },
  {
    rule: 'handlers-touch-nothing',
    files: { 'functions/a/handler.ts': "import '../../src/aws/thing.ts';" },
  },
  {
    rule: 'environments-are-parsers-only',
    files: {
      'functions/a/env.ts': "import '../../src/domain/thing.ts';",
      'src/domain/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'functions-are-islands',
    files: {
      'functions/a/index.ts': "import '../b/handler.ts';",
      'functions/b/handler.ts': 'export const b = 1;',
    },
  },
  {
    rule: 'runtime-knows-no-synth',
    files: {
      'src/entry/synth.ts': "import '../../lib/thing.ts';",
      'lib/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'lib-takes-types-of-functions',
    files: { 'lib/seed.ts': "import '../functions/b/handler.ts';" },
  },
  {
    rule: 'lib-reads-only-the-data-of-the-runtime',
    files: { 'lib/other.ts': "import '../src/domain/thing.ts';" },
  },
  {
    rule: 'lib-knows-no-local',
    files: {
      'lib/third.ts': "import '../local/thing.ts';",
      'local/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'local-runs-bundles',
    files: { 'local/seed.ts': "import '../functions/b/handler.ts';" },
  },
  {
    rule: 'simulator-shares-nothing',
    files: { 'local/wechat-simulator/seed.ts': "import '../../src/domain/thing.ts';" },
  },
  { rule: 'h5-imports-nothing', files: { 'h5/seed.ts': "import '../src/domain/thing.ts';" } },
  {
    rule: 'nothing-imports-the-cli',
    files: {
      'lib/fourth.ts': "import '../cli/thing.ts';",
      'cli/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'cli-runs-no-deployable',
    files: { 'cli/seed.ts': "import '../functions/b/handler.ts';" },
  },
  {
    rule: 'nothing-imports-tests',
    files: {
      'local/tests.ts': "import '../test/thing.ts';",
      'test/thing.ts': 'export const thing = 1;',
    },
  },
  {
    rule: 'bench-measures-bundles',
    files: { 'bench/seed.ts': "import '../functions/b/handler.ts';" },
  },
  {
    rule: 'nothing-imports-the-bench',
    files: {
      'lib/fifth.ts': "import '../bench/thing.ts';",
      'bench/thing.ts': 'export const thing = 1;',
    },
  },
  { rule: 'no-unresolvable', files: { 'src/entry/lost.ts': "import './nowhere.ts';" } },
];
