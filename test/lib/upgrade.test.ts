import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template as Synthesised } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import type { StageInput } from '../../lib/config.ts';
import { type Release, releaseTemplates, type Template } from './release-templates.ts';
import { changesOf, losses, lostOutputs, undecidedTypes } from './replacements.ts';
import { bundles, scratch, yiciStack } from './synthesised.ts';

const file = join(import.meta.dirname, 'fixtures', 'last-release.json');
const lastRelease: Release = JSON.parse(readFileSync(file, 'utf8'));
const now = releaseTemplates(bundles, mkdtempSync(join(scratch, 'cdk.out-')));

const stage = (templates: Release['templates'], name: string): Template => {
  const template = templates[name];
  if (template === undefined) throw new Error(`there is no stage ${name}`);
  return template;
};
const whole = stage(now, 'whole');

describe.each(Object.keys(now))('a stage as the last release deployed it: %s', (name) => {
  test('keeps all that must last when it is upgraded', () => {
    expect(losses(stage(lastRelease.templates, name), stage(now, name))).toEqual([]);
  });

  test('keeps the outputs that scripts may read', () => {
    expect(lostOutputs(stage(lastRelease.templates, name), stage(now, name))).toEqual([]);
  });

  test('has nothing of which it is undecided whether it must last', () => {
    expect(undecidedTypes(stage(now, name))).toEqual([]);
  });
});

/** The template with its one resource of this type, whose id begins so, changed. */
const changed = (
  type: string,
  prefix: string,
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no common type
  change: (properties: any) => void,
): Template => {
  const copy = structuredClone(whole);
  change(copy['Resources'][idOf(type, prefix)].Properties);
  return copy;
};

const idOf = (type: string, prefix: string): string => {
  const ids = Object.entries<{ readonly Type: string }>(whole['Resources'])
    .filter(([id, resource]) => resource.Type === type && id.startsWith(prefix))
    .map(([id]) => id);
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) throw new Error(`${ids.length} of ${type}`);
  return only;
};

const tableType = 'AWS::DynamoDB::Table';

describe('an upgrade is refused that would', () => {
  test.each([
    [
      'change the keys of the credits',
      changed(tableType, 'Credits', ({ KeySchema }) => {
        KeySchema[1].AttributeName = 'sceneId';
      }),
      'WILL_REPLACE by KeySchema',
    ],
    [
      'name the table of the credits',
      changed(tableType, 'Credits', (table) => {
        table.TableName = 'credits';
      }),
      'WILL_REPLACE by TableName',
    ],
    [
      "name a function's log group",
      changed('AWS::Logs::LogGroup', 'SendMessage', (group) => {
        group.LogGroupName = '/yici/send-message';
      }),
      'WILL_REPLACE by LogGroupName',
    ],
    [
      'take another address than the one that WeChat lists',
      changed('AWS::EC2::EIP', '', (address) => {
        address.NetworkBorderGroup = 'ap-southeast-1-sin-1';
      }),
      'WILL_REPLACE by NetworkBorderGroup',
    ],
    [
      'move to another host',
      changed('AWS::ApiGatewayV2::DomainName', '', (domain) => {
        domain.DomainName = 'other.yici.test';
      }),
      'WILL_REPLACE by DomainName',
    ],
  ])('%s', (_, template, finding) => {
    expect(losses(whole, template)).toEqual([expect.stringContaining(finding)]);
  });

  test.each([
    [tableType, 'Credits', 'WILL_ORPHAN'],
    ['AWS::EC2::EIP', '', 'WILL_DESTROY'],
    ['AWS::IAM::ManagedPolicy', 'CallerPolicies', 'WILL_DESTROY'],
    ['AWS::ApiGatewayV2::Api', '', 'WILL_DESTROY'],
  ])('call a resource by another id: %s %s', (type, prefix, impact) => {
    const id = idOf(type, prefix);
    const text = JSON.stringify(whole).replaceAll(`"${id}"`, `"Renamed${id}"`);

    expect(losses(whole, JSON.parse(text))).toContainEqual(`${id} (${type}) ${impact}`);
  });

  test('take an output away', () => {
    const copy = structuredClone(whole);
    delete copy['Outputs'].ApiUrl;

    expect(lostOutputs(whole, copy)).toEqual(['ApiUrl']);
  });
});

test('an upgrade may change what is changed in place', () => {
  const template = changed(tableType, 'Credits', (table) => {
    table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = false;
    table.DeletionProtectionEnabled = false;
    table.TimeToLiveSpecification = undefined;
  });

  expect(losses(whole, template)).toEqual([]);
});

test('an upgrade may bring something new', () => {
  const template = structuredClone(whole);
  template['Resources'].Topic = { Type: 'AWS::SNS::Topic' };

  expect(losses(whole, template)).toEqual([]);
});

describe('the fixed address is kept', () => {
  const ami = 'ami-0a1b2c3d4e5f60718';
  const ofEgress = (egress: StageInput['egress']) =>
    Synthesised.fromStack(yiciStack({ egress })).toJSON();
  const instance = ofEgress({ type: 'nat-instance', amiId: ami });
  const gateway = ofEgress({ type: 'nat-gateway' });

  test('by a deploy alone where the NAT instance gets another image: its association takes it over', () => {
    const next = ofEgress({ type: 'nat-instance', amiId: 'ami-0f1e2d3c4b5a69788' });

    expect([...changesOf(instance, next)]).toEqual([
      ['AWS::EC2::Instance', 'WILL_REPLACE'],
      ['AWS::EC2::EIPAssociation', 'WILL_REPLACE'],
    ]);
  });

  test('by a deploy alone where the NAT instance gets another size: it is stopped and started', () => {
    const next = ofEgress({ type: 'nat-instance', amiId: ami, instanceType: 't4g.micro' });

    expect([...changesOf(instance, next)]).toEqual([['AWS::EC2::Instance', 'MAY_REPLACE']]);
  });

  // AWS answers Resource.AlreadyAssociated: the new NAT is made before the old one lets go of it
  test.each([
    ['instance', 'gateway', instance, gateway, 'WILL_DESTROY', 'WILL_CREATE'],
    ['gateway', 'instance', gateway, instance, 'WILL_CREATE', 'WILL_DESTROY'],
  ])('from NAT %s to NAT %s only when it is freed by hand first', (...row) => {
    const [, , from, to, association, nat] = row;
    const changes = changesOf(from, to);

    expect(changes.get('AWS::EC2::EIP')).toBeUndefined();
    expect(changes.get('AWS::EC2::EIPAssociation')).toBe(association);
    expect(changes.get('AWS::EC2::NatGateway')).toBe(nat);
  });

  // AWS refuses a subnet whose range another one of the network has
  test.each([
    { type: 'nat-instance', amiId: ami, availabilityZone: 'ap-southeast-1c' } as const,
    { type: 'nat-gateway', availabilityZone: 'ap-southeast-1c' } as const,
  ])(
    'by no deploy to another zone: its subnets would be made beside those before, %o',
    (egress) => {
      const [from, to] = [egress.type === 'nat-gateway' ? gateway : instance, ofEgress(egress)];
      const ranges = (template: Template) =>
        Object.values<{ Type: string; Properties: { CidrBlock: string } }>(template['Resources'])
          .filter(({ Type }) => Type === 'AWS::EC2::Subnet')
          .map(({ Properties }) => Properties.CidrBlock);

      expect(changesOf(from, to).get('AWS::EC2::Subnet')).toBe('WILL_REPLACE');
      expect(ranges(to)).toEqual(ranges(from));
    },
  );
});
