import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const workflows = globSync('.github/workflows/*.yml', { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8').replaceAll(/^\s*#.*$/gm, ''),
}));

test('there is one that checks and one that deploys', () => {
  expect(workflows.map(({ path }) => path.split(/[\\/]/).at(-1)).sort()).toEqual([
    'check.yml',
    'deploy.yml',
  ]);
});

describe.each(workflows)('$path', ({ path, text }) => {
  test('pins every action to a version', () => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);

    expect(uses.length).toBeGreaterThan(0);
    // a tag can be moved, and in a deploy what it is moved to would have the right to deploy
    const version = path.includes('deploy') ? /@[0-9a-f]{40}$/ : /@(v[0-9]+|[0-9a-f]{40})$/;
    for (const action of uses) expect(action).toMatch(version);
  });

  test('asks for no more than reading the code, and for an identity only where it deploys', () => {
    const asked = new Set(
      [...text.matchAll(/^ +([\w-]+): (write|read)$/gm)].map(([line]) => line.trim()),
    );

    expect([...asked].sort()).toEqual(
      path.includes('deploy') ? ['contents: read', 'id-token: write'] : ['contents: read'],
    );
    expect(text).toMatch(/^permissions:/m);
    expect(text).not.toMatch(/pull_request_target|secrets\./);
  });

  test('puts nothing that somebody typed into a shell line', () => {
    for (const [script] of text.matchAll(/run: (\|[\s\S]*?(?=\n {6}-|\n\n)|.*)/g)) {
      expect(script).not.toContain('${{');
    }
  });

  test('ends by itself', () => {
    const jobs = [...text.matchAll(/^ {4}runs-on:/gm)];
    expect([...text.matchAll(/^ {4}timeout-minutes: \d+$/gm)]).toHaveLength(jobs.length);
  });
});

test('a deploy waits for the environment of its stage, after the change was shown', () => {
  const [, deploy = ''] = readFileSync(join(root, '.github/workflows/deploy.yml'), 'utf8').split(
    /^ {2}deploy:$/m,
  );

  expect(deploy).toContain('needs: diff');
  expect(deploy).toMatch(/^ {4}environment: \$\{\{ inputs\.stage \}\}$/m);
  expect(deploy).toContain("startsWith(vars.AWS_REGION, 'cn-') && 'sts.amazonaws.com.cn'");
});
