import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cloud } from './cloud.ts';
import type { Processes } from './processes.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');

/** The oldest Python whose packages requirements.txt names completely. */
const neededPython = [3, 11] as const;

/** A Python that can run the emulator, or undefined. */
export const findPython = async (processes: Processes): Promise<string | undefined> => {
  for (const file of ['python3', 'python']) {
    const script = 'import sys, venv, ensurepip; print(*sys.version_info[:2])';
    const args = ['-c', script];
    const version = await processes
      .run({ file, args, cwd: '/', env: process.env, timeoutMs: 10_000 })
      .catch(() => '');
    const [major = 0, minor = 0] = version.trim().split(' ').map(Number);
    if (major === neededPython[0] && minor >= neededPython[1]) return file;
  }
  return undefined;
};

/** Installs the emulator into a virtual environment below `folder`; its program's path. */
export const installEmulator = async (
  processes: Processes,
  python: string,
  folder: string,
): Promise<string> => {
  const venv = join(folder, 'venv');
  const common = { cwd: folder, env: process.env };
  await processes.run({ ...common, file: python, args: ['-m', 'venv', venv], timeoutMs: 60_000 });
  await processes.run({
    ...common,
    file: join(venv, 'bin', 'python'),
    args: [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--require-hashes', '--only-binary', ':all:', '--requirement', requirements],
    ],
    timeoutMs: 300_000,
  });
  return join(venv, 'bin', 'ministack');
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return promise;
};

/** The emulator takes this key for the account's root, whom it never refuses anything. */
const root = { accessKeyId: 'test', secretAccessKey: 'test' };

/**
 * Starts the emulator on loopback with IAM enforced. It hands its whole environment to every
 * function, so it is given nothing but what it needs.
 * @param path where it finds `node`, which runs the functions
 */
export const startEmulator = async (
  processes: Processes,
  program: string,
  folder: string,
  path: string,
): Promise<Cloud & { readonly endpoint: string }> => {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const running = processes.start({
    file: program,
    args: [],
    cwd: folder,
    env: {
      PATH: path,
      HOME: folder,
      LANG: 'C.UTF-8',
      // Without these three it leaves folders in the machine's own temporary directory.
      TMPDIR: temporary,
      STATE_DIR: join(folder, 'state'),
      S3_DATA_DIR: join(folder, 's3'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: 'local',
      IOT_MTLS_ENABLED: '0',
      AUTH: 'true',
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    },
  });
  const gone = running.ended.then(() => 'gone' as const);
  for (let tries = 0; tries < 300; tries += 1) {
    if (await isHealthy(endpoint)) {
      return {
        kind: 'emulator',
        region: 'us-east-1',
        account: '000000000000',
        credentials: root,
        endpoint,
      };
    }
    if ((await Promise.race([gone, pause(100)])) === 'gone') break;
  }
  throw new Error(`the emulator did not start:\n${running.output()}`);
};

const isHealthy = async (endpoint: string): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(2_000);
    return (await fetch(`${endpoint}/_ministack/health`, { signal })).ok;
  } catch {
    return false;
  }
};
