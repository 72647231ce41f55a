import { CfnOutput, Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Api, CallerAccess } from './api.ts';
import { wildcardFinding } from './nag-finding.ts';

const callers = [
  {
    id: 'Backend',
    access: 'backend',
    may: 'calls every route of a back end',
    attachTo: 'the role of the back end that calls this service',
  },
  {
    id: 'Operator',
    access: 'operator',
    may: 'settles sends whose outcome is unknown',
    attachTo: 'the role of whoever settles sends whose outcome is unknown',
  },
] as const satisfies readonly { access: CallerAccess; [text: string]: string }[];

/** Policies that the owner attaches to the roles of the systems that call yici; they are outputs. */
export class CallerPolicies extends Construct {
  constructor(scope: Construct, id: string, api: Api) {
    super(scope, id);
    const stack = Stack.of(this);

    for (const caller of callers) {
      // IAM never changes a description: another text would be another policy, under another ARN,
      // and the roles that carry this one would lose it.
      const policy = new ManagedPolicy(this, caller.id, {
        description: `${stack.stackName}: ${caller.may}`,
      });
      api.grantInvoke(policy, caller.access);
      for (const arn of api.invokeArns(caller.access).filter((arn) => arn.includes('*'))) {
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
