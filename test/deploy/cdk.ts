import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Cloud } from './cloud.ts';
import type { Processes } from './processes.ts';

export const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** This Node first: functions, CDK and CDK's apps run on it. */
export const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);

/** Outputs of a stack, by name. */
export type Outputs = Readonly<Record<string, string>>;

export type Cdk = {
  readonly bootstrap: () => Promise<string>;
  /** @returns what CDK said, and the stack's outputs */
  readonly deploy: (stack: Stack) => Promise<{ readonly said: string; readonly outputs: Outputs }>;
  readonly destroy: (stack: Stack) => Promise<string>;
};

export type Stack = {
  readonly name: string;
  /** The app's command. @default the one of cdk.json */
  readonly app?: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
};

/**
 * What tools that speak to the cloud find in their environment. CDK remembers under HOME which
 * account an access key belongs to: never the emulator's.
 */
export const toolEnvironment = (
  { kind, region, endpoint, credentials }: Cloud,
  folder: string,
): Readonly<Record<string, string | undefined>> => {
  const settings = { PATH: path, AWS_REGION: region, AWS_DEFAULT_REGION: region, CI: '1' };
  return kind === 'aws'
    ? { ...process.env, ...settings }
    : {
        ...settings,
        HOME: folder,
        LANG: 'C.UTF-8',
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      };
};

/** CDK's own command line, as an owner runs it. */
export const createCdk = (
  processes: Processes,
  cloud: Cloud,
  folder: string,
  onLine: ((line: string) => void) | undefined,
): Cdk => {
  const { kind, region, account } = cloud;
  const environment = toolEnvironment(cloud, folder);
  const limit = (minutes: number) => (kind === 'aws' ? 10 : 1) * minutes * 60_000;

  const cdk = (args: readonly string[], timeoutMs: number, env: Stack['env'] = {}) =>
    processes.run({
      file: process.execPath,
      args: [cli, ...args],
      cwd: root,
      env: { ...environment, ...env },
      timeoutMs,
      onLine,
    });
  const common = ({ name, app, context = {} }: Stack, out: string) => [
    name,
    ...(app === undefined ? [] : ['--app', app]),
    ...Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ...['--output', out],
  ];
  let runs = 0;
  const assembly = () => {
    runs += 1;
    return join(folder, `cdk.out-${runs}`);
  };

  return {
    bootstrap: () => cdk(['bootstrap', `aws://${account}/${region}`], limit(2)),
    deploy: async (stack) => {
      const file = join(folder, `${stack.name}.outputs.json`);
      const said = await cdk(
        [
          'deploy',
          ...common(stack, assembly()),
          ...['--require-approval', 'never', '--outputs-file', file],
        ],
        limit(4),
        stack.env,
      );
      const outputs = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>;
      return { said, outputs: outputs[stack.name] ?? {} };
    },
    destroy: (stack) =>
      cdk(['destroy', ...common(stack, assembly()), '--force'], limit(3), stack.env),
  };
};
