// `npm run release-templates`: writes down what this release deploys, for the next one to be held to.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Release, releaseTemplates, writeEmptyBundles } from './release-templates.ts';

/** A resource to a line, so that a diff shows which ones a release has changed. */
const toText = (value: unknown, levels: number): string =>
  levels === 0 || value === null || typeof value !== 'object' || Array.isArray(value)
    ? JSON.stringify(value)
    : `{\n${Object.entries(value)
        .map(([name, part]) => `${JSON.stringify(name)}: ${toText(part, levels - 1)}`)
        .join(',\n')}\n}`;

const root = join(import.meta.dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'yici-release-'));
try {
  const bundles = writeEmptyBundles(join(scratch, 'bundles'));
  const release: Release = { version, templates: releaseTemplates(bundles, join(scratch, 'out')) };
  const file = join('test', 'lib', 'fixtures', 'last-release.json');
  writeFileSync(join(root, file), `${toText(release, 4)}\n`);
  console.log(`${file}: ${version}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
