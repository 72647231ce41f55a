import {
  bootstrap,
  cleanUp,
  type Deployment,
  deploy,
  destroy,
  redeployUnchanged,
} from './deploys.ts';
import { probesStack } from './probes.ts';
import { findCallers, proveCallers, proveFlows, proveRoles, proveSchedule } from './proofs.ts';
import { proveCommandLine } from './prove-command-line.ts';
import { proveKeys } from './prove-keys.ts';
import { proveRestore } from './prove-restore.ts';
import { type StageUnderTest, stageUnderTest, type Tools, type World } from './stage-under-test.ts';
import { parameterVersions } from './state.ts';

/** The life of one stage: deployed, used, changed, destroyed. */
export const testStage = async (tools: Tools, world: World): Promise<void> => {
  const stage = stageUnderTest(tools, world);
  const { report, cdk, clients, parameters, stack, cloud, folder } = stage;
  const kept = Object.keys(await parameterVersions(clients, parameters));
  const undo = new Map<string, () => Promise<unknown>>();
  let deployment: Deployment | undefined;

  try {
    if (cloud.kind === 'emulator') await bootstrap(stage);
    undo.set(`stack ${stack.name}`, () => cdk.destroy(stack));
    deployment = await deploy(stage);
    const { name } = stack;
    const probes = await probesStack(cloud, folder, { name, ...deployment });
    undo.set(`stack ${probes.name}`, () => cdk.destroy(probes));
    const { outputs } = await report.step('probes and callers are deployed beside it', () =>
      cdk.deploy(probes),
    );

    await proveSchedule(stage, kept);
    const callers = await findCallers(stage, outputs);
    await proveCallers(stage, deployment, callers);
    await proveRoles(stage, deployment, outputs);
    await proveFlows(stage, deployment, callers);
    await proveCommandLine(stage, deployment);
    await proveRestore(stage, deployment);
    await redeployUnchanged(stage);

    await report.step('the probes are destroyed', () => cdk.destroy(probes));
    undo.delete(`stack ${probes.name}`);
    await proveKeys(stage, deployment);
    await destroy(stage, deployment);
    undo.delete(`stack ${stack.name}`);
  } finally {
    // an emulator goes with everything that is in it
    if (cloud.kind === 'aws') await undoAll(stage, undo);
    if (undo.size === 0 && deployment !== undefined) await cleanUp(stage, deployment, kept);
    else if (cloud.kind === 'aws') {
      report.say(`LEFT BEHIND, perhaps: the credits table of ${stack.name}, and its parameters`);
    }
  }
};

/** The last made goes first. What stays is named: it costs money, or holds credits. */
const undoAll = async (
  { report }: StageUnderTest,
  undo: Map<string, () => Promise<unknown>>,
): Promise<void> => {
  report.goOn();
  for (const [what, work] of [...undo].reverse()) {
    report.say(`removing ${what} ...`);
    try {
      await work();
      undo.delete(what);
    } catch (error) {
      report.say(`LEFT BEHIND, please delete: ${what} (${error})`);
    }
  }
};
