import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closeServer, listen } from '../../local/http-exchange.ts';
import { confirmByPhone, lilei } from './phone.ts';
import { signedGet } from './signed-get.ts';
import { temporaryFolder } from './temporary-folder.ts';

const script = join(import.meta.dirname, '../../local/start.js');

const run = (args: readonly string[], env?: Readonly<Record<string, string>>) =>
  runNode([script, ...args], env);

const runNode = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, args, {
    env: { PATH, HOME, LANG: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const out: string[] = [];
  const err: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => out.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line));
  const exited = once(child, 'close').then(([code]) => ({ code, out, err }));
  return {
    child,
    exited,
    /** Resolves with the first match in a line of stdout; rejects when it ends without one. */
    printed: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = (line: string) => {
          const found = pattern.exec(line);
          if (found !== null) resolve(found[1] ?? found[0]);
        };
        for (const line of out) look(line);
        lines.on('line', look);
        exited.then(({ code }) =>
          reject(new Error(`exit ${code}: ${[...out, ...err].join('\n')}`)),
        );
      }),
  };
};

const anywhere = (folder: string) => ['--port', '0', '--simulator-port', '0', '--data', folder];

describe('npm start', () => {
  test('says in Chinese what runs where, and ends on Ctrl-C', async () => {
    const { child, printed, exited } = run(anywhere(temporaryFolder()), { LANG: 'zh_CN.UTF-8' });

    const url = await printed(/请打开 +(http:\S+)/);
    await printed(/Ctrl-C/);
    expect(new URL(url).pathname).toBe('/demo/');
    expect((await fetch(new URL('/demo/config.json', url))).status).toBe(200);
    child.kill('SIGINT');

    const { code, out, err } = await exited;
    expect(code).toBe(0);
    expect(err).toEqual([]);
    expect(out.join('\n')).toMatch(
      /服务 +http:\/\/127\.0\.0\.1:\d+\n +微信 +http:\/\/localhost:\d+/,
    );
    expect(out.at(-1)).toBe('已结束。');
  });

  test('says it in English elsewhere, and ends on SIGTERM', async () => {
    const { child, printed, exited } = run(anywhere(temporaryFolder()));

    await printed(/open +(http:\S+)/);
    await printed(/Ctrl-C/);
    child.kill('SIGTERM');

    const { code, out } = await exited;
    expect(code).toBe(0);
    expect(out).toContain('yici runs on this machine, without AWS and without a WeChat account.');
    expect(out.at(-1)).toBe('Ended.');
  });

  test('keeps what it answered when it is killed, and starts again at once', async () => {
    const folder = temporaryFolder();
    const urlsOf = async ({ printed }: ReturnType<typeof run>) => ({
      serviceUrl: await printed(/service +(http:\S+)/),
      simulatorUrl: await printed(/WeChat +(http:\S+)/),
    });
    const first = run(anywhere(folder));
    await confirmByPhone(await urlsOf(first), 1001);
    first.child.kill('SIGKILL');
    await first.exited;

    const { serviceUrl, simulatorUrl } = await urlsOf(run(anywhere(folder)));

    const credit = await signedGet(serviceUrl, `/v1/users/${lilei}/credits/1001`);
    expect(await credit.json()).toMatchObject({ state: 'available', callerState: 'class_id=123' });
    const chances = await fetch(`${simulatorUrl}/_simulator/chances?openid=${lilei}`);
    expect(await chances.text()).toContain('1001');
  });

  test('with --verbose prints what the functions write, with its time', async () => {
    const { printed } = run([...anywhere(temporaryFolder()), '--verbose']);

    await printed(/^\d{4}-\S+Z\trefresh-access-token\t.*access_token\.refreshed/);
  });
});

describe('one sentence and exit code 1', () => {
  const refused = async (args: readonly string[], env?: Readonly<Record<string, string>>) => {
    const { code, err } = await run(args, env).exited;
    expect(code).toBe(1);
    expect(err).toHaveLength(1);
    return err[0];
  };

  test.each([
    ['service', '--port', '--simulator-port'],
    ['simulator', '--simulator-port', '--port'],
  ])('for a taken port of the %s', async (_, option, other) => {
    const server = createServer();
    const port = await listen(server, 0, '127.0.0.1');
    onTestFinished(() => closeServer(server));

    const folder = ['--data', temporaryFolder()];
    expect(await refused([option, String(port), other, '0', ...folder])).toContain(
      `Port ${port} is taken`,
    );
  });

  test('for a data folder that is a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    expect(await refused(anywhere(file), { LANG: 'zh_CN' })).toContain(`无法写入 ${file}`);
  });

  test('for damaged data, each by its name, and --fresh mends it all', async () => {
    const folder = temporaryFolder();
    for (const name of ['dynamodb', 'parameters.json', 'simulator.journal']) {
      const other = temporaryFolder();
      for (const each of [folder, other]) writeFileSync(join(each, name), 'garbage\ngarbage\n');
      expect(await refused(anywhere(other))).toContain(join(other, name));
    }

    const { printed } = run([...anywhere(folder), '--fresh']);
    await printed(/Ctrl-C/);
  });

  test('for a Node that cannot read TypeScript', async () => {
    const start = join(import.meta.dirname, '../../local/start.js');
    const older = "Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });";
    const program = `${older} await import(${JSON.stringify(pathToFileURL(start).href)});`;

    const { code, err } = await runNode(['--input-type=module', '--eval', program]).exited;

    expect(code).toBe(1);
    expect(err).toEqual([expect.stringContaining('Node 24 or newer is needed, this is 20.20.2')]);
  });

  test('for an option that it does not know', async () => {
    expect(await refused(['--prot', '1'])).toContain('--prot');
  });
});
