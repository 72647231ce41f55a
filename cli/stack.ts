import { type QueryScope, queryAws, xmlMembers, xmlText } from './aws-query.ts';
import { Failure } from './failure.ts';

/** What a deployed stage made. */
export type Stack = {
  readonly name: string;
  readonly outputs: ReadonlyMap<string, string>;
};

/** @throws Failure, also when the stack is not there */
export const readStack = async (name: string, scope: QueryScope): Promise<Stack> => {
  const xml = await queryAws('cloudformation', 'DescribeStacks', { StackName: name }, scope).catch(
    (error: unknown) => {
      const isMissing = error instanceof Failure && error.facts['reason'] === 'ValidationError';
      throw isMissing ? notDeployed(name, scope.region) : error;
    },
  );
  const outputs = xmlMembers(xml, 'Outputs').map(
    (output) => [xmlText(output, 'OutputKey') ?? '', xmlText(output, 'OutputValue') ?? ''] as const,
  );
  return { name, outputs: new Map(outputs) };
};

/** @throws Failure when the stack has no such output */
export const stackOutput = ({ name, outputs }: Stack, key: string, instead: string): string => {
  const value = outputs.get(key);
  if (value !== undefined && value !== '') return value;
  throw new Failure('no_output', {
    zh: `堆栈 ${name} 没有输出 ${key}：用当前版本重新部署，或用 ${instead} 说明。`,
    en: `The stack ${name} has no output ${key}: deploy this version again, or say it with ${instead}.`,
  });
};

/** The table's name is CloudFormation's choice; its logical id starts with its construct's. */
export const findCreditsTable = async (name: string, scope: QueryScope): Promise<string> => {
  let next: string | undefined;
  do {
    const parameters = { StackName: name, ...(next === undefined ? {} : { NextToken: next }) };
    const xml = await queryAws('cloudformation', 'ListStackResources', parameters, scope);
    for (const resource of xmlMembers(xml, 'StackResourceSummaries')) {
      const isTable = xmlText(resource, 'ResourceType') === 'AWS::DynamoDB::Table';
      const isCredits = xmlText(resource, 'LogicalResourceId')?.startsWith('Credits') === true;
      const table = xmlText(resource, 'PhysicalResourceId');
      if (isTable && isCredits && table !== undefined) return table;
    }
    next = xmlText(xml, 'NextToken');
  } while (next !== undefined);
  throw new Failure('no_table', {
    zh: `堆栈 ${name} 里没有机会表：用 --credits-table 说明。`,
    en: `The stack ${name} has no credits table: say which with --credits-table.`,
  });
};

const notDeployed = (name: string, region: string): Failure =>
  new Failure('not_deployed', {
    zh: `${region} 里没有堆栈 ${name}：先运行 npx cdk deploy，或看凭证是不是另一个账号的。`,
    en: `There is no stack ${name} in ${region}: run npx cdk deploy first, or mind which account the credentials are of.`,
  });
