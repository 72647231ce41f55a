import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { type FunctionHost, startFunctionHost } from '../../local/function-host.ts';
import { localEnvironments } from '../../local/stage.ts';
import { startLocal } from '../../local/start-local.ts';
import { buildSubject } from '../build.ts';
import { accessLogLineBytes } from './access-log.ts';
import { type Call, startCountingProxy } from './counting-proxy.ts';

/** What one request came to. */
export type Step = {
  readonly function: FunctionName;
  /** Calls that left the function, in their order. */
  readonly calls: readonly string[];
  readonly writeUnits: number;
  /** The largest item that was written. */
  readonly itemBytes: number;
  /** What the function wrote to its log, line feeds included. */
  readonly logBytes: number;
  /** The line of the access log. */
  readonly accessLogBytes: number;
};

export type Answer = {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
};

const writeUnitBytes = 1_024;
/** As long as Lambda's. */
const requestId = '00000000-0000-4000-8000-000000000000';

/** The built bundles on the real engine and the simulator, with a counter in front of each host. */
export const startCountedFunctions = async (names: readonly FunctionName[]) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  const local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
  const closers: (() => unknown)[] = [];
  const calls: Call[] = [];
  const lines: string[] = [];
  const proxied = async (target: string): Promise<string> => {
    const proxy = await startCountingProxy(target, (call) => calls.push(call));
    closers.push(proxy.close);
    return proxy.url;
  };

  await local.invokeRefresh();
  const wechat = await proxied(local.simulatorApiUrl);
  const environments = localEnvironments(local.stage, {
    dynamodb: await proxied(local.dynamodbUrl),
    ssm: await proxied(local.ssmUrl),
    lambda: local.lambdaUrl,
  });
  const hosts = new Map<FunctionName, FunctionHost>();
  for (const name of names) {
    const definition = {
      name,
      bundle: (await buildSubject(name)).file,
      environment: { ...environments[name], WECHAT_API_URLS: wechat },
      timeoutMs: functionTimeoutSeconds[name] * 1_000,
    };
    const host = startFunctionHost(definition, (_name, line) => lines.push(line));
    closers.push(host.kill);
    hosts.set(name, host);
  }

  return {
    simulatorUrl: local.simulatorApiUrl,
    /** @throws Error when it answers 400 or more */
    run: async (name: FunctionName, event: string) => {
      calls.length = 0;
      lines.length = 0;
      const { payload = '' } = (await hosts.get(name)?.invoke(event, requestId)) ?? {};
      const { statusCode, ...answer } = JSON.parse(payload) as Answer & { statusCode: number };
      if (statusCode >= 400) throw new Error(`${name} answered ${payload}`);
      await untilQuiet(lines);
      const { routeKey } = JSON.parse(event) as { readonly routeKey: string };
      return { answer, step: stepOf(name, routeKey, calls, lines) };
    },
    close: async () => {
      for (const close of closers.reverse()) await close();
      await local.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export type CountedFunctions = Awaited<ReturnType<typeof startCountedFunctions>>;

/** The lines come over a pipe of their own, after the answer perhaps. */
const untilQuiet = async (lines: readonly string[]): Promise<void> => {
  for (let left = 20; left > 0; left -= 1) {
    const before = lines.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (before > 0 && lines.length === before) return;
  }
};

const stepOf = (
  name: FunctionName,
  routeKey: string,
  calls: readonly Call[],
  lines: readonly string[],
): Step => {
  const items = calls.map(({ itemBytes = 0 }) => itemBytes);
  return {
    function: name,
    calls: calls.map(({ operation }) => operation),
    writeUnits: items.reduce((sum, bytes) => sum + Math.ceil(bytes / writeUnitBytes), 0),
    itemBytes: Math.max(0, ...items),
    logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
    accessLogBytes: accessLogLineBytes(routeKey),
  };
};
