import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Api } from './api.ts';
import type { StageConfig } from './config.ts';
import { wildcardFinding } from './nag-finding.ts';
import { type Route, stageRoutes } from './routes.ts';

type Caller = {
  readonly id: string;
  readonly calls: (route: Route) => boolean;
  readonly may: string;
  readonly attachTo: string;
};

const callers: readonly Caller[] = [
  {
    id: 'Backend',
    calls: ({ access }) => access === 'backend',
    may: 'calls every route of a back end',
    attachTo: 'the role of the back end that calls this service',
  },
  {
    id: 'Sender',
    calls: ({ scope }) => scope === 'send',
    may: 'makes links and sends messages',
    attachTo: 'the role of a job that only sends',
  },
  {
    id: 'Reader',
    calls: ({ scope }) => scope === 'read',
    may: 'opens receipts, reads credits and the health of the service',
    attachTo: 'the role of a system that only looks',
  },
  {
    id: 'Operator',
    calls: ({ access }) => access === 'operator',
    may: 'settles sends whose outcome is unknown',
    attachTo: 'the role of whoever settles sends whose outcome is unknown',
  },
];

const accessTokenCaller: Caller = {
  id: 'AccessToken',
  calls: ({ access }) => access === 'owner',
  may: "takes the account's access_token",
  attachTo: 'the role of your other systems that call WeChat for the same account',
};

/**
 * Policies that the owner attaches to the roles of the systems that call yici; they are outputs.
 * Where callers come with a JWT or a key, only what is for the owner alone has one.
 */
export class CallerPolicies extends Construct {
  constructor(scope: Construct, id: string, api: Api, config: StageConfig) {
    super(scope, id);
    const stack = Stack.of(this);

    for (const caller of callersOf(config)) {
      // IAM never changes a description: another text would be another policy, under another ARN,
      // and the roles that carry this one would lose it.
      const policy = new ManagedPolicy(this, caller.id, {
        description: `${stack.stackName}: ${caller.may}`,
      });
      api.grantInvoke(policy, caller.calls);
      for (const arn of api.invokeArns(caller.calls).filter((arn) => arn.includes('*'))) {
        Validations.of(policy).acknowledge({
          id: wildcardFinding(policy, arn),
          reason: 'the variables of this one route: the caller acts for all users of the account',
        });
      }
      new CfnOutput(stack, `${caller.id}PolicyArn`, {
        value: policy.managedPolicyArn,
        description: `attach it to ${caller.attachTo}`,
      });
    }
  }
}

const callersOf = (config: StageConfig): readonly Caller[] =>
  [...(config.authorizer.type === 'iam' ? callers : []), accessTokenCaller].filter((caller) =>
    stageRoutes(config).some(caller.calls),
  );
