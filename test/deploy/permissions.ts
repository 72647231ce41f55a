import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ParameterNames } from '../../lib/parameters.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { creditsSchema, locksSchema } from '../../src/credits-schema.ts';

type Key = Record<string, AttributeValue>;

/** One call that a probe makes with the role of a function. */
export type ProbeCall = {
  readonly name: string;
  readonly command:
    | 'GetParameter'
    | 'GetParametersByPath'
    | 'PutParameter'
    | 'GetItem'
    | 'Query'
    | 'Scan'
    | 'UpdateItem'
    | 'PutItem'
    | 'DeleteItem'
    | 'Invoke';
  readonly input: object;
};

export type Targets = {
  readonly parameters: ParameterNames;
  readonly credits: string;
  readonly locks: string;
  /** A table of somebody else in the same account, with the keys of the credits. */
  readonly otherTable: string;
  readonly refresher: string;
  /** A function that only API Gateway may call. */
  readonly sender: string;
};

const nobody: Key = {
  [creditsSchema.partitionKey.name]: { S: 'oNobody0000000000000000000000' },
  [creditsSchema.sortKey.name]: { N: '10000' },
};
const noLock: Key = { [locksSchema.partitionKey.name]: { S: 'nobody' } };

/** Nobody has this: a write that is allowed comes to a refused condition, and changes nothing. */
const never = (key: Key) => ({
  ConditionExpression: 'attribute_exists(#key)',
  ExpressionAttributeNames: { '#key': Object.keys(key)[0] },
});

const onTable = (what: string, TableName: string, Key: Key): readonly ProbeCall[] => [
  { name: `get ${what}`, command: 'GetItem', input: { TableName, Key } },
  {
    name: `query ${what}`,
    command: 'Query',
    input: {
      TableName,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': Object.keys(Key)[0] },
      ExpressionAttributeValues: { ':key': Object.values(Key)[0] },
    },
  },
  { name: `scan ${what}`, command: 'Scan', input: { TableName, Limit: 1 } },
  {
    name: `update ${what}`,
    command: 'UpdateItem',
    input: {
      TableName,
      Key,
      ...never(Key),
      UpdateExpression: 'SET probe = :probe',
      ExpressionAttributeValues: { ':probe': { S: 'x' } },
    },
  },
  { name: `put ${what}`, command: 'PutItem', input: { TableName, Item: Key, ...never(Key) } },
  { name: `delete ${what}`, command: 'DeleteItem', input: { TableName, Key, ...never(Key) } },
];

const read = (name: string, Name: string): ProbeCall => ({
  name: `read ${name}`,
  command: 'GetParameter',
  input: { Name, WithDecryption: true },
});

/** Without `Overwrite`, on parameters that exist: allowed or not, nothing is written. */
const write = (name: string, Name: string): ProbeCall => ({
  name: `write ${name}`,
  command: 'PutParameter',
  input: { Name },
});

/** `DryRun` asks for the permission alone. */
const invoke = (name: string, FunctionName: string): ProbeCall => ({
  name: `invoke ${name}`,
  command: 'Invoke',
  input: { FunctionName, InvocationType: 'DryRun' },
});

/** What every function is made to try; none of it changes anything, even where it is allowed. */
export const probeCalls = (targets: Targets): readonly ProbeCall[] => {
  const { parameters } = targets;
  return [
    ...Object.entries(parameters).flatMap(([name, Name]) => [read(name, Name), write(name, Name)]),
    read("another stage's appsecret", parameters.appsecret.replace('/yici/', '/yici/another-')),
    {
      name: 'list parameters',
      command: 'GetParametersByPath',
      input: { Path: parameters.appsecret.replace(/\/[^/]*$/, ''), WithDecryption: true },
    },
    ...onTable('credits', targets.credits, nobody),
    ...onTable('the lock', targets.locks, noLock),
    ...onTable('another table', targets.otherTable, nobody),
    invoke('the refresher', targets.refresher),
    invoke('the sender', targets.sender),
  ];
};

/** All that each function may do of `probeCalls`. Everything else must be refused. */
export const allowed: Readonly<Record<FunctionName, readonly string[]>> = {
  'start-consent': ['read sealingKeys'],
  'create-confirm-link': ['read sealingKeys'],
  'record-consent': ['read sealingKeys', 'read pseudonymKey', 'update credits'],
  'open-receipt': ['read sealingKeys'],
  'send-message': [
    'read accessToken',
    'read pseudonymKey',
    'get credits',
    'update credits',
    'invoke the refresher',
  ],
  'manage-credits': ['read pseudonymKey', 'get credits', 'query credits', 'update credits'],
  'report-health': ['read accessToken', 'get credits'],
  'serve-verification-file': [],
  'read-access-token': ['read accessToken'],
  'authorize-key': ['read accessKeys'],
  'refresh-access-token': [
    'read appsecret',
    'read accessToken',
    'write accessToken',
    'update the lock',
  ],
};

/** What AWS and the emulator call a refusal by IAM. */
export const isRefusal = (outcome: string): boolean => /^AccessDenied/.test(outcome);

/** An allowed call that was made on nothing, or must not overwrite what is there. */
const harmless = [
  'ok',
  'ConditionalCheckFailedException',
  'ParameterAlreadyExists',
  'ParameterNotFound',
];

/** Where outcomes differ from what a function may do; empty when they do not. */
export const wrongOutcomes = (
  name: FunctionName,
  calls: readonly ProbeCall[],
  outcomes: Readonly<Record<string, string>>,
): readonly string[] =>
  calls.flatMap((call) => {
    const outcome = outcomes[call.name] ?? 'no outcome';
    const may = allowed[name].includes(call.name);
    if (may ? harmless.includes(outcome) : isRefusal(outcome)) return [];
    return [`${name} ${may ? 'may' : 'may not'} ${call.name}, got ${outcome}`];
  });
