import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { StageInput } from '../../lib/config.ts';
import { asList, Synthesised, stageConfig, synthesise, yiciStack } from './synthesised.ts';

const routeKeys = (stack: Synthesised) =>
  stack.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);

const warnings = (stack: ReturnType<typeof yiciStack>) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

describe('a stage without publicBaseUrl', () => {
  const built = yiciStack({ publicBaseUrl: undefined });
  const stack = new Synthesised(built);

  test('has the relay door only, and synth says so', () => {
    expect(routeKeys(stack)).not.toContain('GET /subscribe');
    expect(routeKeys(stack)).not.toContain('GET /consent/{state+}');
    expect(routeKeys(stack)).toContain('POST /v1/consents');
    expect(warnings(built)).toEqual([
      expect.stringContaining('neither domain nor publicBaseUrl is configured'),
    ]);
  });

  test('does not deploy the function of a door that is closed', () => {
    expect(stack.functions().has('start-consent')).toBe(false);
    expect(stack.functions().has('record-consent')).toBe(true);
  });

  test('is told when no page could use the only door', () => {
    expect(warnings(yiciStack({ publicBaseUrl: undefined, corsOrigins: [] }))).toEqual([
      expect.stringContaining('neither domain nor publicBaseUrl is configured'),
      expect.stringContaining('corsOrigins is empty'),
    ]);
  });
});

test('a stage that asks for an openid deploys neither public way to a link, and nothing warns', () => {
  const built = yiciStack({ minimumAssurance: 'openid' });
  const stack = new Synthesised(built);

  expect(routeKeys(stack)).not.toContain('GET /subscribe');
  expect(routeKeys(stack)).not.toContain('POST /v1/confirm-links');
  expect(routeKeys(stack)).toContain('GET /consent/{state+}');
  expect(stack.functions().has('start-consent')).toBe(false);
  expect(stack.functions().has('create-confirm-link')).toBe(true);
  expect(warnings(built)).toEqual([]);
});

test('a complete stage is deployed without a warning', () => {
  expect(warnings(yiciStack())).toEqual([]);
});

test.each<StageInput['verificationFiles']>([
  { 'MP_verify_abc.txt': 'zzz' },
  { 'MP_verify_abc.txt': '' },
  { 'MP_verify_abc.txt': 'MP_verify_abc.txt' },
])('a verification file that WeChat would not take is told at synth: %o', (verificationFiles) => {
  expect(warnings(yiciStack({ verificationFiles }))).toEqual([
    expect.stringContaining("MP_verify_abc.txt from WeChat holds 'abc' and nothing else"),
  ]);
});

test('a verification file may end its line', () => {
  expect(warnings(yiciStack({ verificationFiles: { 'MP_verify_abc.txt': 'abc\n' } }))).toEqual([]);
});

test.each<Partial<StageInput>>([
  { budgetUsd: 50, alarmEmail: 'oncall@yici.test', region: 'cn-north-1' },
  { budgetUsd: 50, alarmEmail: 'oncall@yici.test', region: 'ap-east-1' },
  { egress: { type: 'nat-instance', amiId: 'ami-0a1b2c3d4e5f60718' } },
  { egress: { type: 'nat-gateway' }, authorizer: { type: 'key' }, accessTokenRoute: true },
  {
    egress: { type: 'existing-vpc', vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] },
    token: { source: 'external' },
  },
])("the template of %o is ASCII: of all else CloudFormation's APIs answer '?'", (change) => {
  const found = [...synthesise(change).json.matchAll(/.{0,40}[^\x20-\x7e]+/g)];

  expect(found.map(([text]) => text)).toEqual([]);
});

test('a stage without verification files does not deploy the function that serves them', () => {
  const stack = synthesise({ verificationFiles: {} });

  expect(stack.functions().has('serve-verification-file')).toBe(false);
  expect(routeKeys(stack).filter((key: string) => key.includes('MP_verify'))).toEqual([]);
});

describe.each([
  { region: 'ap-southeast-1', partition: 'aws' },
  { region: 'us-east-1', partition: 'aws' },
  { region: 'ap-east-1', partition: 'aws' },
  { region: 'cn-north-1', partition: 'aws-cn' },
  { region: 'cn-northwest-1', partition: 'aws-cn' },
])('in $region', ({ region, partition }) => {
  const stack = synthesise({ region });

  test(`every ARN is in partition ${partition}`, () => {
    const partitions = [...stack.json.matchAll(/arn:(aws[a-z-]*):/g)].map(([, found]) => found);

    expect(new Set(partitions)).toEqual(new Set([partition]));
  });

  test('every ARN with a region is in this one', () => {
    const regions = [...stack.json.matchAll(/arn:aws[a-z-]*:[a-z-]+:([a-z0-9-]+):/g)];

    expect(new Set(regions.map(([, found]) => found))).toEqual(new Set([region]));
  });

  test('nothing is used that aws-cn does not have', () => {
    expect(stack.ofType('AWS::Scheduler::Schedule')).toEqual([]);
    expect(stack.ofType('AWS::Lambda::Url')).toEqual([]);
    for (const fn of stack.functions().values()) {
      expect(fn.properties.TracingConfig).toBeUndefined();
    }
  });

  test('nothing is created by a custom resource or behind the owner\u2019s back', () => {
    const types = new Set(stack.resources.map(({ type }) => type));

    expect(
      [...types].filter((type) => /^Custom::|CloudFormation::CustomResource/.test(type)),
    ).toEqual([]);
  });
});

describe('every function', () => {
  const stack = synthesise();
  const timeouts: Record<string, number> = { 'send-message': 20, 'refresh-access-token': 30 };

  test.each([...stack.functions()])(
    '%s runs on Node 24, arm64, with limits of its own',
    (name, fn) => {
      expect(fn.properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 160,
        Timeout: timeouts[name] ?? 10,
      });
      expect(fn.properties.FunctionName).toBeUndefined();
      expect(fn.properties.ReservedConcurrentExecutions).toBeUndefined();
    },
  );
});

describe('what a stage asks for', () => {
  test('is reserved for that function and no other', () => {
    const stack = synthesise({ reservedConcurrency: { 'send-message': 5 } });
    const reserved = [...stack.functions()].map(([name, { properties }]) => [
      name,
      properties.ReservedConcurrentExecutions,
    ]);

    expect(reserved.filter(([, calls]) => calls !== undefined)).toEqual([['send-message', 5]]);
  });

  test('is refused to `cdk destroy` only where the stage says so', () => {
    expect(yiciStack().terminationProtection).toBe(false);
    expect(yiciStack({ terminationProtection: true }).terminationProtection).toBe(true);
  });

  test('as a tag stands on whatever can be tagged', () => {
    const stack = synthesise({ tags: { team: 'growth' } });

    expect(stack.at('Credits/Table').properties.Tags).toEqual([{ Key: 'team', Value: 'growth' }]);
    expect(stack.at('Api/HttpApi').properties.Tags).toEqual({ team: 'growth' });
    expect(stack.at('SendMessage/Function').properties.Tags).toContainEqual({
      Key: 'team',
      Value: 'growth',
    });
  });
});

describe('no secret', () => {
  const stack = synthesise();

  test('stands in a parameter, an output or an environment: only names of parameters do', () => {
    for (const fn of stack.functions().values()) {
      const variables: Record<string, unknown> = fn.properties.Environment.Variables;
      for (const [name, value] of Object.entries(variables)) {
        if (!/SECRET|TOKEN|KEY/.test(name)) continue;
        expect([name, value]).toEqual([
          name,
          expect.stringMatching(/^(\/yici\/prod\/[a-z-]+|stable_token|auto)$/),
        ]);
      }
    }
    expect(Object.keys(stack.outputs).toSorted()).toEqual([
      'ApiUrl',
      'BackendPolicyArn',
      'OperatorPolicyArn',
      'PageTopicArn',
      'ReaderPolicyArn',
      'SenderPolicyArn',
      'WarnTopicArn',
    ]);
  });

  test('is created or resolved by CloudFormation', () => {
    expect(stack.ofType('AWS::SSM::Parameter')).toEqual([]);
    expect(stack.ofType('AWS::SecretsManager::Secret')).toEqual([]);
    expect(stack.json).not.toContain('{{resolve:');
  });

  test('can be decrypted by way of a key: Parameter Store is the only way to it', () => {
    const actions = stack
      .ofType('AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => asList(Action));

    expect(actions.filter((action) => String(action).startsWith('kms:'))).toEqual([]);
    expect(actions).not.toContain('ssm:GetParameterHistory');
    expect(actions).not.toContain('ssm:GetParametersByPath');
  });
});

test('the largest configuration that is accepted fits the 4 KB of a function\u2019s environment', () => {
  const url = `https://h5.example.com/${'a'.repeat(2_000)}`;
  const stack = synthesise({
    publicBaseUrl: `https://wx.example.com/${'a'.repeat(80)}`,
    returnTargets: { one: url, two: `https://h5.example.com/${'a'.repeat(480)}` },
    scenes: Array.from({ length: 102 }, (_, scene) => 1_000 + scene),
    verificationFiles: { 'MP_verify_abc.txt': 'a'.repeat(3_040) },
  });

  for (const [name, fn] of stack.functions()) {
    const variables: Record<string, unknown> = fn.properties.Environment.Variables;
    const bytes = Object.entries(variables)
      .map(([key, value]) => key.length + (typeof value === 'string' ? value.length : 64))
      .reduce((sum, length) => sum + length, 0);
    expect([name, bytes]).toEqual([name, Math.min(bytes, 4_096)]);
  }
});

test('a stage is deployed to the account that it names', () => {
  expect(stageConfig({ account: '111122223333' }).account).toBe('111122223333');
});
