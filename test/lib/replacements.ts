import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { Template } from './release-templates.ts';

/**
 * What holds something, or what others hold on to from outside: users' credits, an address on
 * WeChat's allow-list, the host of the API, policies that hang on the owner's roles.
 */
const lasting: ReadonlySet<string> = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::IAM::ManagedPolicy',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
]);

/** Made anew without anybody noticing, but for the seconds that it takes. */
const replaceable =
  /^(AWS::(ApiGatewayV2::(ApiMapping|Authorizer|Integration|Route|Stage)|Budgets::\w+|CloudWatch::\w+|EC2::(?!EIP$)\w+|Events::Rule|IAM::(InstanceProfile|Policy|Role)|Lambda::(Function|Permission|EventInvokeConfig)|Logs::(?!LogGroup$)\w+|Route53::RecordSet|SNS::TopicPolicy|SQS::QueuePolicy)|Custom::\w+)$/;

/** Types of which nobody has said whether they must outlive an upgrade. */
export const undecidedTypes = (template: Template): readonly string[] => {
  const types = Object.values<{ readonly Type: string }>(template['Resources']);
  return [...new Set(types.map(({ Type }) => Type))].filter(
    (type) => !lasting.has(type) && !replaceable.test(type),
  );
};

/** `CreditsTable0A1B2C3D (AWS::DynamoDB::Table) WILL_REPLACE by KeySchema`, of what must last. */
export const losses = (deployed: Template, next: Template): readonly string[] => {
  const found: string[] = [];
  fullDiff(deployed, next).resources.forEachDifference((id, change) => {
    const type = change.oldResourceType ?? '';
    if (!lasting.has(type) || harmless.has(change.changeImpact)) return;
    const properties = Object.entries(change.propertyUpdates)
      .filter(([, { changeImpact }]) => changeImpact !== undefined && !harmless.has(changeImpact))
      .map(([name]) => name);
    const by = properties.length === 0 ? '' : ` by ${properties.join(', ')}`;
    found.push(`${id} (${type}) ${change.changeImpact}${by}`);
  });
  return found;
};

/** Type of a resource -> what becomes of those of its kind that change; the last one's, if several. */
export const changesOf = (deployed: Template, next: Template): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  fullDiff(deployed, next).resources.forEachDifference((_, change) => {
    found.set(change.oldResourceType ?? change.newResourceType ?? '', change.changeImpact);
  });
  return found;
};

const harmless: ReadonlySet<ResourceImpact> = new Set([
  ResourceImpact.WILL_UPDATE,
  ResourceImpact.WILL_CREATE,
  ResourceImpact.WILL_IMPORT,
  ResourceImpact.NO_CHANGE,
]);

/** Outputs that are gone: owners' scripts read them. */
export const lostOutputs = (deployed: Template, next: Template): readonly string[] =>
  Object.keys(deployed['Outputs']).filter((name) => !Object.hasOwn(next['Outputs'], name));
