import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { StageConfig } from '../../lib/config.ts';
import type { Outputs } from './cdk.ts';
import { apiUrlOf, dropBucketPolicy } from './cloud.ts';
import { type Functions, findFunctions, tablesOf } from './deployment.ts';
import { type StageUnderTest, same } from './stage-under-test.ts';
import { removeState, stateOf } from './state.ts';

export type Deployment = {
  readonly config: StageConfig;
  readonly outputs: Outputs;
  readonly functions: Functions;
  readonly tables: ReturnType<typeof tablesOf>;
  readonly apiUrl: string;
};

const statusOf = async (url: string): Promise<number> => {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
  await response.body?.cancel();
  return response.status;
};

export const bootstrap = ({ report, cdk, cloud }: StageUnderTest): Promise<void> =>
  report.step('cdk bootstrap', async () => {
    await cdk.bootstrap();
    await dropBucketPolicy(cloud, `cdk-hnb659fds-assets-${cloud.account}-${cloud.region}`);
  });

/**
 * Deployed twice, as by an owner without a domain: at first with the relay door alone, then, once
 * the API's address is known, with the redirect door at that address.
 */
export const deploy = async (stage: StageUnderTest): Promise<Deployment> => {
  const { report, cdk, cloud, clients, stack, input, appsecret } = stage;
  const { publicBaseUrl, ...relayOnly } = input;

  const deployOnce = async (): Promise<Omit<Deployment, 'config' | 'apiUrl'>> => {
    const { outputs } = await cdk.deploy(stack);
    const functions = await findFunctions(clients, stack.name);
    return { outputs, functions, tables: tablesOf(functions) };
  };
  stage.configure(relayOnly);
  const first = await report.step('cdk deploy of the whole stack, no redirect door', deployOnce);
  const apiUrl = apiUrlOf(cloud, first.outputs['ApiUrl'] ?? '');
  await report.check('without a base URL there is no redirect door', async () => {
    same('GET /subscribe', 404, await statusOf(`${apiUrl}/subscribe?scene=1&return=demo`));
  });

  if (appsecret !== undefined) {
    await report.step(
      'yici init writes the secrets, the AppSecret being one that WeChat takes',
      async () => {
        const { check } = await stage.yici(['init', '--appsecret-stdin'], appsecret);
        same('the AppSecret', 'accepted', check.status);
      },
    );
  }

  const config = stage.configure({ ...input, publicBaseUrl: publicBaseUrl ?? apiUrl });
  const second = await report.step('cdk deploy of a change: the redirect door', deployOnce);
  await report.check('a change keeps the API and the tables', async () => {
    same('the API', first.outputs['ApiUrl'], second.outputs['ApiUrl']);
    same('the tables', first.tables, second.tables);
    same('GET /subscribe', 302, await statusOf(`${apiUrl}/subscribe?scene=1&return=demo`));
  });
  return { ...second, config, apiUrl };
};

export const redeployUnchanged = ({ report, cdk, stack }: StageUnderTest): Promise<void> =>
  report.check('cdk deploy of nothing new changes nothing', async () => {
    const { said } = await cdk.deploy(stack);
    if (!said.includes('(no changes)')) throw new Error(`CDK saw a change:\n${said.slice(-2_000)}`);
  });

/** What users allowed outlives the stack, and every mistake made with it. */
export const destroy = async (
  stage: StageUnderTest,
  { tables, apiUrl }: Deployment,
): Promise<void> => {
  const { report, cdk, clients, stack, parameters } = stage;
  const stored = () => stateOf(clients, tables.credits, parameters);
  await report.check('the credits table refuses to be deleted', async () => {
    const TableName = tables.credits;
    const refused = await clients.dynamodb
      .send(new DeleteTableCommand({ TableName }))
      .then(() => 'deleted', String);
    if (!/deletion protection/i.test(refused)) throw new Error(refused);
  });
  const before = await stored();
  await report.step('cdk destroy', () => cdk.destroy(stack));
  await report.check(`its ${before.credits} credits and its secrets outlive it`, async () => {
    same('the state', before, await stored());
  });
  await report.check('nothing else outlives it', async () => {
    same('functions', 0, (await findFunctions(clients, stack.name)).size);
    const status = await statusOf(`${apiUrl}/v1/health`).catch(() => 404);
    if (status < 400 || status === 403) throw new Error(`the API still answers ${status}`);
  });
};

/** On AWS, where nobody else cleans up; on the emulator to see that it works. */
export const cleanUp = async (
  { report, clients, parameters }: StageUnderTest,
  { tables }: Deployment,
  kept: readonly string[],
): Promise<void> =>
  report.check('what outlives the stack is removed', async () => {
    const ours = Object.values(parameters).filter((name) => !kept.includes(name));
    const left = await removeState(clients, tables.credits, ours);
    if (left.length > 0) throw new Error(`LEFT BEHIND, please delete:\n${left.join('\n')}`);
  });
