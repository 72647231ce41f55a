import { describe, expect, test } from 'vitest';
import { parameterNames } from '../../lib/parameters.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { constructId } from '../../lib/service-function.ts';
import { asList, synthesise } from './synthesised.ts';

/** With every function that there is. */
const stack = synthesise({ accessTokenRoute: true, authorizer: { type: 'key' } });
const names = parameterNames('prod');

const parameter = (action: string, name: string) =>
  `Allow ssm:${action} arn:aws:ssm:ap-southeast-1:<AWS::AccountId>:parameter${name}`;
const credits = (action: string) => `Allow dynamodb:${action} <Credits/Table.Arn>`;

const exactly: Record<FunctionName, readonly string[]> = {
  'start-consent': [parameter('GetParameter', names.sealingKeys)],
  'create-confirm-link': [parameter('GetParameter', names.sealingKeys)],
  'record-consent': [
    credits('UpdateItem'),
    parameter('GetParameter', names.pseudonymKey),
    parameter('GetParameter', names.sealingKeys),
  ],
  'open-receipt': [parameter('GetParameter', names.sealingKeys)],
  'send-message': [
    credits('GetItem'),
    credits('UpdateItem'),
    'Allow lambda:InvokeFunction <TokenRefresh/RefreshAccessToken/Function.Arn>',
    parameter('GetParameter', names.accessToken),
    parameter('GetParameter', names.pseudonymKey),
  ],
  'manage-credits': [
    credits('GetItem'),
    credits('Query'),
    credits('UpdateItem'),
    parameter('GetParameter', names.pseudonymKey),
  ],
  'report-health': [credits('GetItem'), parameter('GetParameter', names.accessToken)],
  'serve-verification-file': [],
  'read-access-token': [parameter('GetParameter', names.accessToken)],
  'authorize-key': [parameter('GetParameter', names.accessKeys)],
  'refresh-access-token': [
    'Allow dynamodb:UpdateItem <TokenRefresh/Locks/Table.Arn>',
    parameter('GetParameter', names.accessToken),
    parameter('GetParameter', names.appsecret),
    parameter('PutParameter', names.accessToken),
  ],
};

const pathOf = (name: string) =>
  name === 'refresh-access-token'
    ? 'TokenRefresh/RefreshAccessToken'
    : constructId(name as FunctionName);

const rolePermissions = (name: string) => stack.permissions(stack.at(`${pathOf(name)}/Role`));

describe('each function may do exactly what its job needs', () => {
  test.each(Object.entries(exactly))('%s', (name, permissions) => {
    const ownLog = ['CreateLogStream', 'PutLogEvents'].map(
      (action) => `Allow logs:${action} <${pathOf(name)}/Logs.Arn>`,
    );

    expect(rolePermissions(name)).toEqual([...ownLog, ...permissions].toSorted());
    expect(stack.spell(stack.at(`${pathOf(name)}/Function`).properties.Role)).toBe(
      `<${pathOf(name)}/Role.Arn>`,
    );
  });

  test('no function is left out of this list', () => {
    expect([...stack.functions().keys()].toSorted()).toEqual(Object.keys(exactly).toSorted());
  });
});

test('each right is given once', () => {
  for (const name of stack.functions().keys()) {
    const given = stack.statements(stack.at(`${pathOf(name)}/Role`));

    expect(given, name).toEqual([...new Set(given)]);
  }
});

const whoMay = (permission: string) =>
  [...stack.functions().keys()].filter((name) => rolePermissions(name).includes(permission));

test('only refresh-access-token may write the access_token parameter', () => {
  expect(whoMay(parameter('PutParameter', names.accessToken))).toEqual(['refresh-access-token']);
});

test('only refresh-access-token may read the AppSecret', () => {
  expect(whoMay(parameter('GetParameter', names.appsecret))).toEqual(['refresh-access-token']);
});

test('only authorize-key may read the hashes of the keys', () => {
  expect(whoMay(parameter('GetParameter', names.accessKeys))).toEqual(['authorize-key']);
});

test('only send-message may call refresh-access-token, and by name', () => {
  expect(
    whoMay('Allow lambda:InvokeFunction <TokenRefresh/RefreshAccessToken/Function.Arn>'),
  ).toEqual(['send-message']);
});

test('nobody may delete a credit, scan the table or read many users at once', () => {
  const creditActions = [...stack.functions().keys()]
    .flatMap(rolePermissions)
    .filter((permission) => permission.includes('<Credits/Table'));

  expect(creditActions.filter((p) => /Delete|Scan|Batch|Put|Transact/.test(p))).toEqual([]);
});

test('no role carries an AWS managed policy', () => {
  for (const role of stack.ofType('AWS::IAM::Role')) {
    expect(role.properties.ManagedPolicyArns).toBeUndefined();
  }
});

test('no policy allows an action with a wildcard or on every resource', () => {
  const statements = [
    ...stack.ofType('AWS::IAM::Policy'),
    ...stack.ofType('AWS::IAM::ManagedPolicy'),
  ]
    .flatMap((policy) => policy.properties.PolicyDocument.Statement)
    .filter((statement) => statement.Effect === 'Allow');

  expect(statements.length).toBeGreaterThan(0);
  for (const { Action, Resource } of statements) {
    expect(asList(Action).filter((action) => String(action).includes('*'))).toEqual([]);
    expect(asList(Resource)).not.toContain('*');
  }
});

test('a role can be taken by Lambda alone', () => {
  for (const role of stack.ofType('AWS::IAM::Role')) {
    expect(role.properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
      },
    ]);
  }
});
