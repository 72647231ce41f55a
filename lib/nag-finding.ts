import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

type Resolved = string | { readonly [key: string]: unknown };

/** CloudFormation's `Ref` and `Fn::Join` in cdk-nag's notation: `<LogicalId>` for a reference. */
const flatten = (value: Resolved): string => {
  if (typeof value === 'string') return value;
  if (typeof value['Ref'] === 'string') return `<${value['Ref']}>`;
  const join = value['Fn::Join'];
  if (Array.isArray(join)) return join[1].map(flatten).join(join[0]);
  throw new Error(`cannot spell ${JSON.stringify(value)} as cdk-nag does`);
};

/**
 * The id under which cdk-nag reports a resource with a `*` in a policy. It takes exact ids only,
 * so that each such resource is acknowledged by itself.
 */
export const wildcardFinding = (scope: IConstruct, arn: string): string =>
  `AwsSolutions-IAM5[Resource::${flatten(Stack.of(scope).resolve(arn))}]`;
