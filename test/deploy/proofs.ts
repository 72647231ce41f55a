import { stageRoutes } from '../../lib/routes.ts';
import { assumeNewRole, type Caller, openDoors, wrongAnswers } from './callers.ts';
import type { Outputs } from './cdk.ts';
import { functionOf } from './deployment.ts';
import type { Deployment } from './deploys.ts';
import { runFlowSuite } from './flow-suite.ts';
import { type ProbeCall, probeCalls, wrongOutcomes } from './permissions.ts';
import { probe } from './probes.ts';
import { returnOrigin, simulatedAccount } from './stage.ts';
import { none, type StageUnderTest } from './stage-under-test.ts';
import { scheduledToken } from './state.ts';

/**
 * The token is there, and nobody but the schedule has called the refresher yet.
 * @param kept parameters that were there before the stack
 */
export const proveSchedule = async (
  { report, clients, parameters }: StageUnderTest,
  kept: readonly string[],
): Promise<void> => {
  const name = 'the minute rule writes the access_token';
  if (kept.includes(parameters.accessToken)) {
    report.skip(name, 'there was one already, which the rule leaves alone while it is fresh');
    return;
  }
  await report.step(name, async () => {
    const token = await scheduledToken(clients, parameters, () =>
      report.say('        waiting for the minute rule ...'),
    );
    const remainingMs = Date.parse(token.expiresAt) - Date.now();
    if (token.accessToken === '' || !(remainingMs > 0 && remainingMs <= 7_200_000)) {
      throw new Error(`the stored token expires at ${token.expiresAt}`);
    }
  });
};

/** Whom the stack has a policy for, and what each may then call. */
const callers = {
  Backend: ({ access }) => access === 'backend',
  Sender: ({ scope }) => scope === 'send',
  Reader: ({ scope }) => scope === 'read',
  Operator: ({ access }) => access === 'operator',
  AccessToken: ({ access }) => access === 'owner',
} as const satisfies Readonly<Record<string, Caller['may']>>;

export type Callers = Readonly<Record<keyof typeof callers, Caller>>;

/** The owner's own systems, each with credentials of a role of its own. */
export const findCallers = ({ report, cloud }: StageUnderTest, outputs: Outputs) =>
  report.step('the callers assume their roles', async (): Promise<Callers> => {
    const found = await Promise.all(
      Object.entries(callers).map(async ([name, may]): Promise<[string, Caller]> => {
        const credentials = await assumeNewRole(cloud, outputs[`${name}RoleArn`] ?? '');
        return [name, { name, credentials, may }];
      }),
    );
    return Object.fromEntries(found) as Callers;
  });

export const proveCallers = async (
  { report, cloud }: StageUnderTest,
  { config, apiUrl }: Deployment,
  callers: Callers,
): Promise<void> => {
  const routes = stageRoutes(config);
  for (const caller of Object.values(callers)) {
    await report.check(
      `a role with ${caller.name}PolicyArn reaches its own routes and no other`,
      async () => none(await wrongAnswers(cloud, apiUrl, routes, caller)),
    );
  }
  await report.check('nobody reaches them unsigned or with a wrong secret', async () =>
    none(await openDoors(cloud, apiUrl, routes, callers.Backend)),
  );
};

/** Each function's role is asked for everything that any function may do. */
export const proveRoles = async (
  { report, clients, parameters }: StageUnderTest,
  { functions, tables }: Deployment,
  outputs: Outputs,
): Promise<void> => {
  const calls: readonly ProbeCall[] = probeCalls({
    parameters,
    ...tables,
    otherTable: outputs['OtherTableName'] ?? '',
    refresher: functionOf(functions, 'refresh-access-token').functionName,
    sender: functionOf(functions, 'send-message').functionName,
  });
  for (const name of functions.keys()) {
    await report.check(
      `the role of ${name} allows what it needs, of ${calls.length} calls`,
      async () => none(wrongOutcomes(name, calls, await probe(clients, outputs, name, calls))),
    );
  }
};

/** Tells the simulator where the stage's links may lead: the account's 业务域名. */
const registerDomains = async (simulatorUrl: string, appid: string, urls: readonly string[]) => {
  const domains = urls.map((url) => new URL(url).hostname);
  const response = await fetch(`${simulatorUrl}/_simulator/accounts`, {
    method: 'POST',
    body: JSON.stringify({ ...simulatedAccount, appid, domains }),
  });
  if (!response.ok) throw new Error(`the simulator answered ${await response.text()}`);
};

export const proveFlows = async (
  stage: StageUnderTest,
  { config, apiUrl, functions }: Deployment,
  { Backend, Operator }: Callers,
): Promise<void> => {
  const { report, processes, folder, cloud, parameters, simulatorUrl } = stage;
  if (simulatorUrl === undefined) {
    report.skip('the flow suite', "the stage's WeChat is not the simulator: nobody can tap 确认");
    return;
  }
  const serviceUrl = config.publicBaseUrl ?? apiUrl;
  await report.step('the simulator knows the stage', () =>
    registerDomains(simulatorUrl, config.appid, [serviceUrl, returnOrigin]),
  );
  const counts = await runFlowSuite(
    processes,
    folder,
    {
      ...cloud,
      serviceUrl,
      apiUrl,
      returnOrigin,
      simulatorUrl,
      refresher: functionOf(functions, 'refresh-access-token').functionName,
      accessToken: parameters.accessToken,
      logGroups: [...functions.values()].map(({ logGroup }) => logGroup),
      backend: Backend.credentials,
      operator: Operator.credentials,
    },
    report.say,
  );
  report.add(counts);
};
