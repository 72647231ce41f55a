import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const requirements = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .join('\n')
  .split(/\n(?=\S)/);

test('every package of the emulator is one version, held to its hashes', () => {
  expect(requirements.length).toBeGreaterThan(10);
  for (const requirement of requirements) {
    expect(requirement.trim()).toMatch(
      /^[a-z0-9-]+==[0-9][0-9a-z.]* \\(\n {4}--hash=sha256:[0-9a-f]{64}( \\)?)+$/,
    );
  }
});

test('the emulator is the version whose behaviour docs/testing.md describes', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/testing.md'), 'utf8');
  const [, version] = requirements.join('\n').match(/^ministack==(\S+)/m) ?? [];

  expect(page).toContain(`Seen with ministack ${version}.`);
});
