import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { type Config, InvalidConfig } from './config.ts';
import { leaveOutForEmulator } from './emulator.ts';
import { YiciStack } from './yici-stack.ts';

export type YiciAppProps = AppProps & {
  readonly config: Config;
  /** Where the built bundles lie, one folder per function. */
  readonly bundles: string;
};

/**
 * One stack per stage, or the one that `-c stage=<name>` asks for. Every finding of cdk-nag that
 * is not acknowledged where it arises fails the synth. `-c emulator=true` is for a deployment test
 * on one machine (docs/testing.md).
 * @throws InvalidConfig when the stage that is asked for does not exist
 */
export const yiciApp = ({ config, bundles, ...props }: YiciAppProps): App => {
  const app = new App(props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

  if (app.node.tryGetContext('emulator') === 'true') leaveOutForEmulator(app);

  const asked: unknown = app.node.tryGetContext('stage');
  const stages = Object.entries(config).filter(([stage]) => asked === undefined || stage === asked);
  if (stages.length === 0) {
    const known = Object.keys(config).join(', ');
    throw new InvalidConfig(`stage must be one of ${known}, got '${String(asked)}'`);
  }
  for (const [stage, stageConfig] of stages) {
    new YiciStack(app, `yici-${stage}`, {
      stage,
      config: stageConfig,
      bundles,
      // Without an account the stack goes wherever the credentials of `cdk deploy` lead.
      env: {
        region: stageConfig.region,
        ...(stageConfig.account !== undefined && { account: stageConfig.account }),
      },
    });
  }
  return app;
};
