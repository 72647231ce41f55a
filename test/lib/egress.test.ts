import { App } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import type { StageInput } from '../../lib/config.ts';
import { type Resource, type Synthesised, synthesise, yiciStack } from './synthesised.ts';

const amiId = 'ami-0a1b2c3d4e5f60718';
const instance = synthesise({ egress: { type: 'nat-instance', amiId } });
const gateway = synthesise({ egress: { type: 'nat-gateway' } });
const existing = synthesise({
  egress: {
    type: 'existing-vpc',
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-0b1b2c3d'],
  },
});

const inNetwork = (stack: Synthesised): readonly string[] =>
  [...stack.functions()]
    .filter(([, fn]) => fn.properties.VpcConfig !== undefined)
    .map(([name]) => name)
    .toSorted();

const only = (stack: Synthesised, type: string): Resource => {
  const [one, ...others] = stack.ofType(type);
  if (one === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${type}`);
  return one;
};

test('without egress there is no network, and nothing to pay for', () => {
  expect(synthesise().resources.filter(({ type }) => type.startsWith('AWS::EC2'))).toEqual([]);
  expect(inNetwork(synthesise())).toEqual([]);
  expect(synthesise().outputs['WechatIpAllowList']).toBeUndefined();
});

describe.each([
  ['a NAT instance', instance],
  ['a NAT gateway', gateway],
  ['a VPC that is there already', existing],
])('behind %s', (_, stack) => {
  test('stands what calls WeChat, and nothing else: only they pay with a slower start', () => {
    expect(inNetwork(stack)).toEqual(['refresh-access-token', 'send-message']);
  });

  test('functions let out HTTPS and let in nothing', () => {
    const group = stack.at('Egress/Functions').properties;

    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(group.SecurityGroupEgress).toEqual([
      {
        CidrIp: '0.0.0.0/0',
        Description: 'WeChat and AWS',
        FromPort: 443,
        ToPort: 443,
        IpProtocol: 'tcp',
      },
    ]);
  });

  test('Lambda may join them to the network, and their own code may not touch it', () => {
    for (const path of ['SendMessage/Role', 'TokenRefresh/RefreshAccessToken/Role']) {
      const permissions = stack.permissions(stack.at(path));
      const network = (effect: string) =>
        permissions
          .filter((permission) => permission.startsWith(`${effect} ec2:`))
          .map((permission) => permission.slice(effect.length + 1));

      expect(network('Allow')).toEqual([
        'ec2:AssignPrivateIpAddresses *',
        'ec2:CreateNetworkInterface *',
        'ec2:DeleteNetworkInterface *',
        'ec2:DescribeNetworkInterfaces *',
        'ec2:DescribeSubnets *',
        'ec2:UnassignPrivateIpAddresses *',
      ]);
      expect(network('Deny')).toEqual(network('Allow'));
    }
    const denials = stack
      .ofType('AWS::IAM::Policy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Deny');
    expect(denials).toHaveLength(2);
    for (const { Condition } of denials) {
      expect(stack.spell(Condition.ArnLike['lambda:SourceFunctionArn'])).toBe(
        'arn:aws:lambda:ap-southeast-1:<AWS::AccountId>:function:yici-prod-*',
      );
    }
  });

  test('a function outside the network gets no right to it', () => {
    expect(stack.permissions(stack.at('RecordConsent/Role')).join()).not.toContain('ec2:');
  });

  test('the rights are there before the function is: else its first deploy fails', () => {
    for (const name of inNetwork(stack)) {
      const fn = stack.functions().get(name);
      const policies = stack
        .ofType('AWS::IAM::Policy')
        .filter(({ properties }) => JSON.stringify(properties).includes('ec2:CreateNetwork'))
        .map(({ id }) => id);
      expect(fn?.dependsOn.some((id) => policies.includes(id))).toBe(true);
    }
  });
});

describe.each([
  ['a NAT instance', instance],
  ['a NAT gateway', gateway],
])('with %s', (_, stack) => {
  test('there is one address, of our own making, and the owner is told where it goes', () => {
    const address = only(stack, 'AWS::EC2::EIP');

    expect(address.path).toBe('Egress/Fixed/Address');
    expect(stack.outputs['WechatIpAllowList']).toMatchObject({
      Description: expect.stringContaining('IP allow-list'),
    });
    expect(stack.spell(stack.outputs['WechatIpAllowList']?.Value)).toBe(
      `<${address.path}.PublicIp>`,
    );
  });

  test('the address is under the same logical id, so that a change of the NAT keeps it', () => {
    expect(instance.at('Egress/Fixed/Address').id).toBe(gateway.at('Egress/Fixed/Address').id);
  });

  test('nothing in the network gets another public address', () => {
    for (const { properties } of stack.ofType('AWS::EC2::Subnet')) {
      expect(properties.MapPublicIpOnLaunch).toBe(false);
    }
  });

  test('functions are in the private subnet, whose way out is the NAT', () => {
    const fn = stack.at('SendMessage/Function');
    const subnet = stack.at('Egress/Fixed/Vpc/FunctionsSubnet1/Subnet');
    const route = stack.at('Egress/Fixed/Vpc/FunctionsSubnet1/DefaultRoute').properties;

    expect(fn.properties.VpcConfig.SubnetIds.map((id: unknown) => stack.spell(id))).toEqual([
      `<${subnet.path}>`,
    ]);
    expect(route.DestinationCidrBlock).toBe('0.0.0.0/0');
    expect(route.GatewayId).toBeUndefined();
    expect(stack.spell(route.InstanceId ?? route.NatGatewayId)).toContain('PublicSubnet1/N');
  });

  test('the table is reached without the NAT, and for nothing', () => {
    const endpoint = only(stack, 'AWS::EC2::VPCEndpoint').properties;

    expect(endpoint.VpcEndpointType).toBe('Gateway');
    expect(stack.spell(endpoint.ServiceName)).toBe('com.amazonaws.<AWS::Region>.dynamodb');
    expect(endpoint.RouteTableIds.map((id: unknown) => stack.spell(id))).toContain(
      '<Egress/Fixed/Vpc/FunctionsSubnet1/RouteTable>',
    );
  });

  test('all that passes is in a flow log, which forgets with the other logs', () => {
    const log = only(stack, 'AWS::EC2::FlowLog').properties;

    expect(log.TrafficType).toBe('ALL');
    expect(stack.spell(log.LogGroupName)).toBe('<Egress/Fixed/Flows>');
    expect(stack.at('Egress/Fixed/Flows').properties.RetentionInDays).toBe(30);
  });

  test('no function of CDK is needed for it', () => {
    expect(stack.resources.filter(({ type }) => type.startsWith('Custom::'))).toEqual([]);
  });
});

test.each<StageInput['egress']>([
  { type: 'nat-instance', amiId },
  { type: 'nat-gateway' },
  { type: 'existing-vpc', vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] },
])('nothing is looked up while %o is synthesised, even for a named account', (egress) => {
  const app = yiciStack({ egress, account: '111122223333' }).node.root;

  expect(App.isApp(app) && app.synth().manifest.missing).toBeUndefined();
});

describe('the NAT instance', () => {
  const nat = only(instance, 'AWS::EC2::Instance');

  test('is of the very image that the stage names, and of no newest one', () => {
    expect(nat.properties.ImageId).toBe(amiId);
    expect(instance.json).not.toContain('AWS::EC2::Image::Id');
  });

  test('takes in nothing but HTTPS from its own network', () => {
    const group = instance.at('Egress/Fixed/Vpc/NatSecurityGroup').properties;

    expect(group.SecurityGroupIngress).toEqual([
      {
        CidrIp: '10.73.0.0/24',
        Description: 'from the functions',
        FromPort: 443,
        ToPort: 443,
        IpProtocol: 'tcp',
      },
    ]);
    expect(instance.at('Egress/Fixed/Vpc').properties.CidrBlock).toBe('10.73.0.0/24');
    expect(instance.ofType('AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('has the address, and passes on what is not for itself', () => {
    const association = only(instance, 'AWS::EC2::EIPAssociation').properties;

    expect(instance.spell(association.InstanceId)).toBe(`<${nat.path}>`);
    expect(instance.spell(association.AllocationId)).toBe('<Egress/Fixed/Address.AllocationId>');
    expect(nat.properties.SourceDestCheck).toBe(false);
  });

  test('has its address before a function starts: an unlisted one would be refused with 40164', () => {
    const association = only(instance, 'AWS::EC2::EIPAssociation').id;

    for (const name of inNetwork(instance)) {
      expect(instance.functions().get(name)?.dependsOn).toContain(association);
    }
  });

  test('gives its credentials to nobody by way of version 1, and keeps its disk encrypted', () => {
    expect(nat.properties.MetadataOptions).toEqual({ HttpTokens: 'required' });
    expect(nat.properties.BlockDeviceMappings[0].Ebs.Encrypted).toBe(true);
    expect(instance.permissions(instance.at(`${nat.path}/InstanceRole`))).toEqual([]);
  });

  test('tries its first download until its address is there', () => {
    expect(nat.properties.UserData['Fn::Base64']).toContain('until dnf install');
  });

  test('costs what it says: nothing on top for a busy processor', () => {
    expect(nat.properties.InstanceType).toBe('t4g.nano');
    expect(nat.properties.CreditSpecification).toEqual({ CPUCredits: 'standard' });
  });
});

test('the NAT gateway has the address', () => {
  const nat = only(gateway, 'AWS::EC2::NatGateway').properties;

  expect(gateway.spell(nat.AllocationId)).toBe('<Egress/Fixed/Address.AllocationId>');
});

test('for the token alone, messages are sent from outside the network', () => {
  const token = synthesise({ egress: { type: 'nat-gateway', for: 'token' } });

  expect(inNetwork(token)).toEqual(['refresh-access-token']);
});

test('where nothing here fetches the token, only the sender is in the network', () => {
  const external = synthesise({ egress: { type: 'nat-gateway' }, token: { source: 'external' } });

  expect(inNetwork(external)).toEqual(['send-message']);
});

test('the network is in the zone that is named, where the first one will not do', () => {
  const zoned = synthesise({
    egress: { type: 'nat-gateway', availabilityZone: 'ap-southeast-1c' },
  });

  for (const { properties } of zoned.ofType('AWS::EC2::Subnet')) {
    expect(properties.AvailabilityZone).toBe('ap-southeast-1c');
  }
});

test("in the owner's own VPC nothing is made but a security group, and none where one is named", () => {
  const made = (stack: Synthesised) =>
    stack.resources.filter(({ type }) => type.startsWith('AWS::EC2')).map(({ path }) => path);
  const grouped = synthesise({
    egress: {
      type: 'existing-vpc',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: ['subnet-0a1b2c3d'],
      securityGroupIds: ['sg-0a1b2c3d'],
    },
  });

  expect(made(existing)).toEqual(['Egress/Functions']);
  expect(made(grouped)).toEqual([]);
  expect(grouped.at('SendMessage/Function').properties.VpcConfig).toEqual({
    SecurityGroupIds: ['sg-0a1b2c3d'],
    SubnetIds: ['subnet-0a1b2c3d'],
  });
});

test('a WeChat at another port can be reached: the simulator is one', () => {
  const simulated = synthesise({
    egress: { type: 'nat-instance', amiId },
    wechat: { apiUrls: ['https://simulator.yici.test:8443'] },
  });
  const ports = (path: string, direction: string) =>
    simulated
      .at(path)
      .properties[direction].map(({ FromPort }: { readonly FromPort: number }) => FromPort);

  expect(ports('Egress/Functions', 'SecurityGroupEgress')).toEqual([443, 8443]);
  expect(ports('Egress/Fixed/Vpc/NatSecurityGroup', 'SecurityGroupIngress')).toEqual([443, 8443]);
});
