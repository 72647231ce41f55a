import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDataFolder } from '../../local/data-folder.ts';
import { BrokenData, FolderInUse } from '../../local/failures.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open = async (path: string, fresh = false) => {
  const folder = await openDataFolder(path, fresh);
  onTestFinished(folder.release);
  return folder;
};

test('two runs do not share a folder, and the second learns who has it', async () => {
  const path = temporaryFolder();
  await open(path);

  const refusal = open(path).catch((error) => error);

  expect(await refusal).toBeInstanceOf(FolderInUse);
  expect((await refusal).pid).toBe(process.pid);
});

test('a folder is free again when its run is over', async () => {
  const path = temporaryFolder();
  (await open(path)).release();

  await expect(open(path)).resolves.toMatchObject({ path });
});

test.each([
  ['whose process is gone', JSON.stringify({ pid: 1, port: 1, word: 'gone' })],
  ['whose process id is now ours', JSON.stringify({ pid: process.pid, port: 1, word: 'gone' })],
  ['that was being written', ''],
  ['that is something else', '[]'],
])('a lock %s is taken over', async (_, text) => {
  const path = temporaryFolder();
  writeFileSync(join(path, 'lock'), text);

  await open(path);

  expect(JSON.parse(readFileSync(join(path, 'lock'), 'utf8')).pid).toBe(process.pid);
});

test('fresh removes what a run makes and nothing else', async () => {
  const path = temporaryFolder();
  mkdirSync(join(path, 'dynamodb'));
  writeFileSync(join(path, 'dynamodb', 'CURRENT'), '');
  writeFileSync(join(path, 'parameters.json'), '{}');
  writeFileSync(join(path, 'my-thesis.txt'), 'precious');

  await open(path, true);

  expect(existsSync(join(path, 'dynamodb'))).toBe(false);
  expect(existsSync(join(path, 'parameters.json'))).toBe(false);
  expect(readFileSync(join(path, 'my-thesis.txt'), 'utf8')).toBe('precious');
});

test('a path that is no folder is refused by name', async () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');

  await expect(open(path)).rejects.toThrow(new BrokenData(path, 'not writable'));
});
