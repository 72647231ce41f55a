import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { createProcesses } from './processes.ts';

const processes = createProcesses(10);
afterEach(() => processes.endAll());

const node = (script: string) => ({
  file: process.execPath,
  args: ['-e', script],
  cwd: tmpdir(),
  env: {},
});

/** Neither it nor its child ends when it is asked to; both hold its output open. */
const family = `
  const deaf = "process.on('SIGTERM', () => {}); console.log('here'); setInterval(() => {}, 1000)";
  require('node:child_process').spawn(process.execPath, ['-e', deaf], { stdio: 'inherit' });
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
`;

describe.skipIf(process.platform === 'win32')('a program that was started', () => {
  test('gives what it printed, and is told by its last words when it fails', async () => {
    const good = await processes.run({ ...node("console.log('done')"), timeoutMs: 20_000 });
    const bad = processes.run({
      ...node("console.error('no such bucket'); process.exit(3)"),
      timeoutMs: 20_000,
    });

    expect(good).toBe('done\n');
    await expect(bad).rejects.toThrow(/failed:\nno such bucket/);
  });

  test('that is not there is told as well', async () => {
    await expect(
      processes.run({ ...node(''), file: 'no-such-program', timeoutMs: 20_000 }),
    ).rejects.toThrow(/no-such-program/);
  });

  test('that takes too long is ended', async () => {
    await expect(
      processes.run({ ...node('setInterval(() => {}, 1000)'), timeoutMs: 1 }),
    ).rejects.toThrow(/took longer/);
  });

  test('sees nothing of our environment', async () => {
    const names = await processes.run({
      ...node('console.log(Object.keys(process.env).join())'),
      timeoutMs: 20_000,
    });

    expect(names).not.toMatch(/PATH|HOME|AWS/);
  });

  test('is ended with what it started, though both refuse', async () => {
    const { promise: here, resolve } = Promise.withResolvers<string>();
    const running = processes.start({ ...node(family), onLine: resolve });
    await here;

    await running.end();

    // resolves when nobody holds its output any more
    expect(await running.ended).toBeNull();
  });
});
