import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import type { FunctionName } from '../../lib/routes.ts';
import type { FunctionDefinition } from '../../local/function-host.ts';
import { localCredentials } from '../../local/sigv4.ts';
import { localEnvironments, localPlaces } from '../../local/stage.ts';
import { type Local, startLocal } from '../../local/start-local.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { type BundleProcess, startBundle } from './bundle-process.ts';

/** Where a function's process finds the others. */
export type Addresses = {
  readonly dynamodb: string;
  readonly ssm: string;
  readonly lambda: string;
  readonly wechat: string;
};

export type StartOptions = {
  /** In place of the real ones: proxies, for example. */
  readonly addresses?: Partial<Addresses>;
  /** Over the function's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly movedMs?: number;
};

const root = join(import.meta.dirname, '..', '..');

/**
 * The engine, the simulator and a gateway, as `npm start` runs them, beside which tests start
 * further environments of single functions: the built bundles, each in a process of its own.
 */
export const startBundleWorld = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-bundles-'));
  const local: Local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
  const processes = new Set<BundleProcess>();
  const addresses: Addresses = {
    dynamodb: local.dynamodbUrl,
    ssm: local.ssmUrl,
    lambda: local.lambdaUrl,
    wechat: local.simulatorUrl.replace('localhost', '127.0.0.1'),
  };

  const define = (name: FunctionName, options: StartOptions = {}): FunctionDefinition => {
    const { wechat, ...endpoints } = { ...addresses, ...options.addresses };
    const environment = localEnvironments(local.stage, endpoints)[name] ?? {};
    return {
      name,
      bundle: join(root, 'dist', 'functions', name, 'index.mjs'),
      environment: {
        ...environment,
        ...('WECHAT_API_URLS' in environment ? { WECHAT_API_URLS: wechat } : {}),
        ...options.environment,
      },
      timeoutMs: functionTimeoutSeconds[name] * 1000,
    };
  };

  const start = (name: FunctionName, options: StartOptions = {}): BundleProcess => {
    const started = startBundle({ ...define(name, options), movedMs: options.movedMs });
    processes.add(started);
    started.exited.then(() => processes.delete(started));
    return started;
  };

  const simulate = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(`${addresses.wechat}/_simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  const dynamodb = new DynamoDBClient({
    endpoint: addresses.dynamodb,
    region: 'us-east-1',
    credentials: localCredentials,
  });

  const listOf = async (path: string, name: string) =>
    (await simulate('GET', path))[name] as readonly Readonly<Record<string, unknown>>[];

  return {
    local,
    addresses,
    /** A function as the local Lambda is told of it: for environments that are threads. */
    define,
    start,
    simulate,
    /** The table itself, for what a test wants to be so. */
    credits: creditTable(dynamodb, localPlaces.creditsTable),
    inbox: (openid: string) => listOf(`inbox?openid=${openid}`, 'messages'),
    /** How often WeChat's path was called. */
    calls: async (path: string) => (await listOf(`calls?path=${path}`, 'calls')).length,
    close: async () => {
      const running = [...processes];
      for (const { kill } of running) kill();
      await Promise.all(running.map(({ exited }) => exited));
      dynamodb.destroy();
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export type BundleWorld = Awaited<ReturnType<typeof startBundleWorld>>;
