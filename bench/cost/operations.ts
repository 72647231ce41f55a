import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { startFunctionHost } from '../../local/function-host.ts';
import { localEnvironments } from '../../local/stage.ts';
import { startLocal } from '../../local/start-local.ts';
import { buildSubject } from '../build.ts';
import { consentCallbackEvent, openid, redirectLinkEvent, sendEventFor } from '../events.ts';
import { addUser, confirm } from '../wechat-user.ts';
import { type Call, startCountingProxy } from './counting-proxy.ts';

/** What one request of a flow came to. */
export type Step = {
  readonly function: FunctionName;
  /** Calls that left the function, in their order. */
  readonly calls: readonly string[];
  readonly writeUnits: number;
  /** The largest item that was written. */
  readonly itemBytes: number;
  /** What the function wrote to its log, line feeds included. */
  readonly logBytes: number;
  readonly logLines: number;
  /** Body and headers of the answer. */
  readonly answerBytes: number;
};

type Answer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

const flow = ['create-confirm-link', 'record-consent', 'send-message'] as const;
const writeUnitBytes = 1_024;
/** As long as Lambda's. */
const requestId = '00000000-0000-4000-8000-000000000000';

/**
 * Runs link, confirm and send with the built bundles on the real engine and the simulator, and
 * counts every call that leaves a function.
 * @param flows the last one is counted: what INIT reads is not a flow's, and a credit that has
 *   been used before remembers its keys
 */
export const countOperations = async (flows = 5): Promise<readonly Step[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  const local = await startLocal({ port: 0, simulatorPort: 0, dataDir, schedule: false });
  const closers: (() => unknown)[] = [];
  const calls: Call[] = [];
  const lines: string[] = [];
  try {
    await local.invokeRefresh();
    await addUser(local.simulatorApiUrl, openid);
    const proxied = async (target: string): Promise<string> => {
      const proxy = await startCountingProxy(target, (call) => calls.push(call));
      closers.push(proxy.close);
      return proxy.url;
    };
    const wechat = await proxied(local.simulatorApiUrl);
    const environments = localEnvironments(local.stage, {
      dynamodb: await proxied(local.dynamodbUrl),
      ssm: await proxied(local.ssmUrl),
      lambda: local.lambdaUrl,
    });
    const hosts = new Map(
      await Promise.all(
        flow.map(async (name) => {
          const host = startFunctionHost(
            {
              name,
              bundle: (await buildSubject(name)).file,
              environment: { ...environments[name], WECHAT_API_URLS: wechat },
              timeoutMs: functionTimeoutSeconds[name] * 1_000,
            },
            (_name, line) => lines.push(line),
          );
          closers.push(host.kill);
          return [name, host] as const;
        }),
      ),
    );

    const run = async (name: (typeof flow)[number], event: string) => {
      calls.length = 0;
      lines.length = 0;
      const { payload } = (await hosts.get(name)?.invoke(event, requestId)) ?? { payload: '' };
      const answer = JSON.parse(payload) as Answer;
      if (answer.statusCode >= 400) throw new Error(`${name} answered ${payload}`);
      // the lines come over a pipe of their own
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { answer, step: stepOf(name, payload, calls, lines) };
    };

    let steps: readonly Step[] = [];
    for (let number = 1; number <= flows; number += 1) {
      const link = await run('create-confirm-link', redirectLinkEvent);
      const { confirmLink } = JSON.parse(link.answer.body ?? '') as { confirmLink: string };
      const location = await confirm(local.simulatorApiUrl, openid, confirmLink);
      const consent = await run('record-consent', consentCallbackEvent(location));
      const send = await run('send-message', sendEventFor(`key-${number}`));
      steps = [link.step, consent.step, send.step];
    }
    return steps;
  } finally {
    for (const close of closers.reverse()) await close();
    await local.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const stepOf = (
  name: FunctionName,
  payload: string,
  calls: readonly Call[],
  lines: readonly string[],
): Step => ({
  function: name,
  calls: calls.map(({ operation }) => operation),
  writeUnits: calls.reduce(
    (sum, { itemBytes }) => sum + Math.ceil((itemBytes ?? 0) / writeUnitBytes),
    0,
  ),
  itemBytes: Math.max(0, ...calls.map(({ itemBytes }) => itemBytes ?? 0)),
  logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
  logLines: lines.length,
  answerBytes: Buffer.byteLength(payload),
});
