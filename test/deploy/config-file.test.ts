import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'yici-config-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('YICI_CONFIG names another file of stages, and a problem in it is told under its name', () => {
  const file = join(scratch, 'elsewhere.mjs');
  writeFileSync(file, "export default { elsewhere: { region: 'Singapore' } };");

  const { status, stderr } = spawnSync(process.execPath, ['bin/yici.ts'], {
    cwd: root,
    env: { ...process.env, YICI_CONFIG: file },
    encoding: 'utf8',
  });

  expect(status).toBe(1);
  expect(stderr).toContain(`${file} has 4 problem(s):`);
  expect(stderr).toContain('elsewhere.region must be an AWS region such as ap-southeast-1');
});
