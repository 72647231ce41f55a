import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { wildcardFinding } from './nag-finding.ts';

/** What Lambda asks for, in the name of a function in a VPC, to join it to the network. */
const actions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * CDK gives these to a function's role only when the role is its own making. They cannot be given
 * for one interface, so the function's own code is denied them: it is Lambda that uses them, before
 * the code runs (docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
export const allowNetworkInterfaces = (role: Role): void => {
  role.addToPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'lambda:SourceFunctionArn': Stack.of(role).formatArn({
            service: 'lambda',
            resource: 'function',
            resourceName: `${Stack.of(role).stackName}-*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
  Validations.of(role).acknowledge({
    id: wildcardFinding(role, '*'),
    reason: 'Lambda joins the function to its VPC; EC2 knows no narrower right for that',
  });
};
