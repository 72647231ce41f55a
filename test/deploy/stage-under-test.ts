import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageConfig, StageInput } from '../../lib/config.ts';
import { type ParameterNames, parameterNames } from '../../lib/parameters.ts';
import { type Cdk, createCdk, type Stack } from './cdk.ts';
import { type Cloud, clientsOf } from './cloud.ts';
import type { Processes } from './processes.ts';
import type { Report } from './report.ts';
import { parseStage } from './stage.ts';
import { createYici, type Yici } from './yici.ts';

/** A cloud, and the stage that is tested there. */
export type World = {
  readonly cloud: Cloud;
  readonly stage: string;
  readonly input: StageInput;
  /** Undefined where the owner has written it. */
  readonly appsecret: string | undefined;
  /** Undefined where the stage's WeChat is not the simulator. */
  readonly simulatorUrl: string | undefined;
};

export type Tools = {
  readonly report: Report;
  readonly processes: Processes;
  /** For files of this run; it goes with it. */
  readonly folder: string;
  readonly verbose: boolean;
};

/** What every part of the test works with. */
export type StageUnderTest = Tools &
  World & {
    readonly cdk: Cdk;
    readonly clients: ReturnType<typeof clientsOf>;
    readonly parameters: ParameterNames;
    readonly stack: Stack;
    /** `npm run yici -- <args> --json` for this stage: its value. @throws Error unless it ends well */
    readonly yici: Yici;
    /** Writes the configuration that the next deploy reads. */
    readonly configure: (input: StageInput) => StageConfig;
  };

export const stageUnderTest = (tools: Tools, world: World): StageUnderTest => {
  const { cloud, stage } = world;
  const { report, processes, folder, verbose } = tools;
  const configFile = join(folder, 'yici.config.mjs');
  const yici = createYici(processes, cloud, folder, ['--config', configFile, '--stage', stage]);
  return {
    ...tools,
    ...world,
    cdk: createCdk(processes, cloud, folder, verbose ? report.say : undefined),
    clients: clientsOf(cloud),
    parameters: parameterNames(stage),
    yici,
    stack: {
      name: `yici-${stage}`,
      context: { stage, ...(cloud.kind === 'emulator' && { emulator: 'true' }) },
      env: { YICI_CONFIG: configFile },
    },
    configure: (input) => {
      writeFileSync(configFile, `export default ${JSON.stringify({ [stage]: input })};\n`);
      return parseStage(stage, input);
    },
  };
};

/** @throws Error that lists them, when there are any */
export const none = (problems: readonly string[]): void => {
  if (problems.length > 0) throw new Error(problems.join('\n'));
};

export const same = (what: string, before: unknown, after: unknown): void => {
  const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
  if (was !== is) throw new Error(`${what}: ${was} before, ${is} after`);
};
