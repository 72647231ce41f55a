import { Aspects, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/**
 * CloudFormation types that the emulator of `npm run test:deploy` does not know: it refuses a
 * template with any of them as a whole.
 */
const unknownTypes: ReadonlySet<string> = new Set([
  'AWS::Budgets::Budget',
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::EC2::EIP',
  'AWS::EC2::EIPAssociation',
  'AWS::EC2::FlowLog',
  'AWS::EC2::Instance',
  'AWS::EC2::NatGateway',
  'AWS::Logs::QueryDefinition',
]);

/** Rolled back by the emulator, which knows alarms on one metric. */
const isMathAlarm = (node: CfnResource): boolean =>
  node instanceof CfnAlarm && Stack.of(node).resolve(node.metrics) !== undefined;

/**
 * For `-c emulator=true` alone: leaves out what an emulator refuses, so that all the rest is
 * deployed as it is. Nothing else may depend on being emulated.
 */
export const leaveOutForEmulator = (scope: IConstruct): void => {
  Aspects.of(scope).add({
    visit: (node) => {
      if (!CfnResource.isCfnResource(node)) return;
      if (!unknownTypes.has(node.cfnResourceType) && !isMathAlarm(node)) return;
      node.node.scope?.node.tryRemoveChild(node.node.id);
    },
  });
};
