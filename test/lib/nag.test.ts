import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/config.ts';
import { yiciApp } from '../../lib/yici-app.ts';
import { bundles, context, scratch, stageInput } from './synthesised.ts';

const app = (stage: Record<string, unknown>) => {
  const outdir = mkdtempSync(join(scratch, 'cdk.out-'));
  return yiciApp({ config: parseConfig({ prod: stage }), bundles, context, outdir });
};

type Report = {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
};

/** What cdk-nag found and nobody acknowledged: `rule at construct`. */
const findings = (built: App): readonly string[] => {
  try {
    built.synth();
  } catch (error) {
    // The report says it as data.
    if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
  }
  const report: Report = JSON.parse(
    readFileSync(join(built.outdir, 'validation-report.json'), 'utf8'),
  );
  return report.pluginReports
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
};

test.each([
  { name: 'a complete stage', stage: stageInput() },
  { name: 'a stage in China', stage: stageInput({ region: 'cn-north-1' }) },
  { name: 'a stage with the relay door only', stage: stageInput({ publicBaseUrl: undefined }) },
  { name: 'a stage without extras', stage: stageInput({ verificationFiles: {}, corsOrigins: [] }) },
  { name: 'a stage with an external token', stage: stageInput({ token: { source: 'external' } }) },
  {
    name: 'a stage with a domain, keys and a token to give',
    stage: stageInput({
      publicBaseUrl: undefined,
      domain: {
        name: 'wx.yici.test',
        certificateArn:
          'arn:aws:acm:ap-southeast-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef',
        hostedZoneId: 'Z1234567890',
      },
      authorizer: { type: 'key' },
      accessTokenRoute: true,
      reservedConcurrency: { 'send-message': 5 },
      tags: { team: 'growth' },
    }),
  },
  {
    name: 'a stage with JWTs',
    stage: stageInput({
      authorizer: { type: 'jwt', issuer: 'https://id.yici.test/', audience: ['yici'] },
    }),
  },
  {
    name: 'a stage behind a NAT instance',
    stage: stageInput({ egress: { type: 'nat-instance', amiId: 'ami-0a1b2c3d4e5f60718' } }),
  },
  { name: 'a stage behind a NAT gateway', stage: stageInput({ egress: { type: 'nat-gateway' } }) },
  {
    name: 'a stage in a VPC that is there already',
    stage: stageInput({
      egress: { type: 'existing-vpc', vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] },
    }),
  },
  {
    name: 'a stage that wakes somebody and has a budget',
    stage: stageInput({ alarmEmail: 'oncall@yici.test', budgetUsd: 50 }),
  },
  { name: 'a stage that names its account', stage: stageInput({ account: '111122223333' }) },
])('$name has no finding of AwsSolutions or Serverless left', ({ stage }) => {
  expect(findings(app(stage))).toEqual([]);
});

test('a finding that nobody acknowledged is reported', () => {
  const built = app(stageInput());
  new Queue(new Stack(built, 'careless'), 'Queue');

  expect(findings(built)).toEqual([
    'AwsSolutions-SQS3 at careless/Queue/Resource',
    'AwsSolutions-SQS4 at careless/Queue/Resource',
    'Serverless-SQSRedrivePolicy at careless/Queue/Resource',
  ]);
});

describe('an acknowledgement', () => {
  const acknowledged = app(stageInput())
    .node.findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries<string>(data))
        .map(([rule, reason]) => ({ rule, reason, path: node.path.split('/').slice(1) })),
    );

  test('is never made for a whole stack', () => {
    expect(acknowledged.filter(({ path }) => path.length === 0)).toEqual([]);
  });

  test('is made for each public route by itself', () => {
    const routes = acknowledged.filter(({ rule }) => rule.includes('APIG4'));

    expect(routes.map(({ path }) => path.at(-1)?.replaceAll('--', '/'))).toEqual([
      'GET /subscribe',
      'GET /consent/{state+}',
      'POST /v1/confirm-links',
      'POST /v1/consents',
      'GET /MP_verify_abc.txt',
    ]);
  });

  test('of a wildcard names one route, and is made for callers, never for a function', () => {
    const wildcards = acknowledged.filter(({ rule }) => rule.includes('IAM5'));

    expect(wildcards.length).toBeGreaterThan(0);
    for (const { rule, path } of wildcards) {
      expect(rule).toMatch(/:<ApiHttpApi\w+>\/\$default\/(GET|POST|DELETE)\/v1\/users\/[^\]]+\]$/);
      expect(path[0]).toBe('CallerPolicies');
    }
  });

  test('gives a reason', () => {
    expect(acknowledged.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
