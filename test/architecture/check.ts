// `npm run check`: format and lint, types, borders between the rooms, dead code. Ends with a count.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { seeds } from './seeds.ts';

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');
const config = join(root, '.dependency-cruiser.cjs');
const rooms = ['bin', 'lib', 'functions', 'src', 'local', 'cli', 'h5', 'bench'];

type Result = { readonly ok: boolean; readonly output: string };

const run = (script: string, options: readonly string[], cwd = root): Result => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, output: stdout + stderr };
};

const cruise = (folders: readonly string[], cwd: string, output: 'err' | 'json'): Result =>
  run(
    join(modules, 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
    ['--config', config, '--output-type', output, ...folders],
    cwd,
  );

/** The rules, each broken once in a tree of its own: all of them must be found. */
const seededViolations = (): Result => {
  const tree = mkdtempSync(join(tmpdir(), 'yici-borders-'));
  try {
    symlinkSync(modules, join(tree, 'node_modules'), 'junction');
    writeFileSync(join(tree, 'tsconfig.json'), '{}');
    for (const [path, text] of seeds.flatMap(({ files }) => Object.entries(files))) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const { output } = cruise(
      readdirSync(tree).filter((name) => rooms.includes(name) || name === 'test'),
      tree,
      'json',
    );
    const { summary } = JSON.parse(output) as {
      readonly summary: {
        readonly violations: readonly { readonly rule: { readonly name: string } }[];
      };
    };
    const found = new Set(summary.violations.map(({ rule }) => rule.name));
    const { forbidden } = createRequire(import.meta.url)(config) as {
      readonly forbidden: readonly { readonly name: string }[];
    };
    const seeded = new Set(seeds.map(({ rule }) => rule));
    const problems = forbidden.flatMap(({ name }) => [
      ...(seeded.has(name) ? [] : [`rule ${name} has no seed`]),
      ...(found.has(name) ? [] : [`the seeded violation of ${name} was not found`]),
    ]);
    return { ok: problems.length === 0, output: problems.join('\n') };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
};

const checks: readonly { readonly name: string; readonly check: () => Result }[] = [
  {
    name: 'format and lint (biome)',
    check: () =>
      run(join(modules, '@biomejs', 'biome', 'bin', 'biome'), [
        'check',
        '--error-on-warnings',
        '.',
      ]),
  },
  {
    name: 'types (tsc)',
    check: () => run(join(modules, 'typescript7', 'bin', 'tsc'), ['--noEmit', '-p', '.']),
  },
  { name: 'borders between the rooms', check: () => cruise(rooms, root, 'err') },
  { name: 'borders: every seeded violation is found', check: seededViolations },
  {
    name: 'dead code (knip)',
    check: () => run(join(modules, 'knip', 'bin', 'knip.js'), ['--no-progress']),
  },
];

let failed = 0;
for (const { name, check } of checks) {
  const { ok, output } = check();
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}`);
  if (ok) continue;
  failed += 1;
  console.log(output.trimEnd().replaceAll(/^/gm, '        '));
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
