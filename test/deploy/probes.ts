import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { bundleOptions } from '../../lib/bundling.ts';
import { type Outputs, root, type Stack } from './cdk.ts';
import type { Cloud, clientsOf } from './cloud.ts';
import type { Functions } from './deployment.ts';
import type { ProbeCall } from './permissions.ts';

/** What `fixtures/probes-app.ts` is told. */
export type ProbesInput = {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** The folder of the probe's bundle. */
  readonly bundle: string;
  /** Function -> its role. */
  readonly roles: Readonly<Record<string, string>>;
  /** Caller -> the policy that the stack made for it. */
  readonly policies: Readonly<Record<string, string>>;
};

/** The stack has an output for each policy that it made for a caller. */
const policyOutput = 'PolicyArn';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A stack of probes and callers beside the one that is tested; it goes before that one does. */
export const probesStack = async (
  cloud: Cloud,
  folder: string,
  tested: { readonly name: string; readonly functions: Functions; readonly outputs: Outputs },
): Promise<Stack> => {
  const bundle = join(folder, 'probe');
  await build({
    ...bundleOptions('probe', bundle, root),
    entryPoints: { index: join(fixtures, 'probe.ts') },
  });
  const input: ProbesInput = {
    stackName: `${tested.name}-probes`,
    account: cloud.account,
    region: cloud.region,
    bundle,
    roles: Object.fromEntries([...tested.functions].map(([name, { roleArn }]) => [name, roleArn])),
    policies: Object.fromEntries(
      Object.entries(tested.outputs).flatMap(([name, value]) =>
        name.endsWith(policyOutput) ? [[name.slice(0, -policyOutput.length), value]] : [],
      ),
    ),
  };
  const file = join(folder, 'probes.json');
  writeFileSync(file, JSON.stringify(input));
  return {
    name: input.stackName,
    app: `node "${join(fixtures, 'probes-app.ts')}"`,
    env: { YICI_PROBES: file },
  };
};

/** What came of each call, made with the role of a function. */
export const probe = async (
  { lambda }: ReturnType<typeof clientsOf>,
  outputs: Outputs,
  functionName: string,
  calls: readonly ProbeCall[],
): Promise<Readonly<Record<string, string>>> => {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: outputs[`Probe${functionName.replaceAll('-', '')}Name`],
      Payload: JSON.stringify(calls),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError !== undefined) throw new Error(`the probe failed: ${text}`);
  return JSON.parse(text) as Record<string, string>;
};
