import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const lockFile = join(folder, 'package-lock.json');
/** npm writes this when it has installed: the lock that it installed from, so to say. */
const installedLock = join(folder, 'node_modules', '.package-lock.json');

/** What is measured against, from `bench/package-lock.json`: installed on the first run only. */
export const installReferences = (): void => {
  if (isInstalled()) return;
  console.log('bench/ has packages of its own, which are not installed yet: npm ci in bench/');
  const npm = process.env['npm_execpath'];
  const { status } =
    npm === undefined
      ? spawnSync('npm ci', { cwd: folder, stdio: 'inherit', shell: true })
      : spawnSync(process.execPath, [npm, 'ci'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci in bench/ failed');
};

const isInstalled = (): boolean => {
  if (!existsSync(installedLock)) return false;
  const versions = (file: string) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly version?: string }>>;
    };
    return new Map(Object.entries(packages).map(([path, { version }]) => [path, version]));
  };
  const wanted = versions(lockFile);
  const installed = versions(installedLock);
  // optional packages of other platforms are in the lock only
  return [...installed].every(([path, version]) => wanted.get(path) === version);
};
