import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  CfnEIPAssociation,
  CpuCredits,
  FlowLogDestination,
  FlowLogMaxAggregationInterval,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InstanceType,
  IpAddresses,
  type IVpc,
  MachineImage,
  type NatInstanceProviderV2,
  NatProvider,
  NatTrafficDirection,
  Peer,
  Port,
  SubnetType,
  UserData,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import type { StageConfig } from './config.ts';

export type FixedAddressProps = {
  readonly egress: Extract<
    StageConfig['egress'],
    { readonly type: 'nat-instance' | 'nat-gateway' }
  >;
  /** Those that the functions may call. */
  readonly ports: readonly number[];
  readonly logRetentionDays: StageConfig['logRetentionDays'];
};

/** Of a network that nothing else is in and that is joined to no other. */
const cidr = '10.73.0.0/24';

/**
 * A network whose one way out has one address. In one availability zone: a second address would
 * have to be in WeChat's list as well, and a token lives two hours, so that an outage of the zone
 * stops sends (nothing is claimed, nothing is lost) and nothing else.
 */
export class FixedAddress extends Construct {
  readonly vpc: IVpc;
  readonly address: string;
  /** When this is there, calls can leave. */
  readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: FixedAddressProps) {
    super(scope, id);
    const { egress, ports, logRetentionDays } = props;

    // Ours, and not what CDK makes for a NAT: a new instance takes it over, and whoever keeps WeChat's
    // list need not hear of it. From one type of NAT to the other it has to be freed by hand first,
    // because CloudFormation makes the new one before it takes the old one away (docs/deploy.md).
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    address.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.address = address.attrPublicIp;

    const instance = egress.type === 'nat-instance' ? natInstance(this, egress) : undefined;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(cidr),
      availabilityZones: [egress.availabilityZone ?? Fn.select(0, Fn.getAzs())],
      natGateways: 1,
      natGatewayProvider:
        instance ?? NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        {
          name: 'Public',
          subnetType: SubnetType.PUBLIC,
          cidrMask: 28,
          // The NAT has the address above. With another one first, a call might leave by that.
          mapPublicIpOnLaunch: false,
        },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
      ],
      // It would take a function of CDK's own, with rights on every group; nothing uses that group.
      restrictDefaultSecurityGroup: false,
    });
    // Free, and the table is then reached without the NAT.
    vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    this.#logFlows(vpc, logRetentionDays);
    this.ready =
      instance === undefined
        ? vpc.internetConnectivityEstablished
        : this.#attach(address, instance, ports);
    // CDK's class says `string | undefined` of what its interface leaves out.
    this.vpc = vpc as IVpc;
  }

  #attach(address: CfnEIP, provider: NatInstanceProviderV2, ports: readonly number[]): IDependable {
    for (const port of ports) {
      provider.connections.allowFrom(Peer.ipv4(cidr), Port.tcp(port), 'from the functions');
    }
    const [nat] = provider.gatewayInstances;
    if (nat === undefined) throw new Error('the VPC has no NAT instance');
    nat.instance.addPropertyOverride('MetadataOptions', { HttpTokens: 'required' });
    nat.instance.addPropertyOverride('BlockDeviceMappings', [
      { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3', Encrypted: true } },
    ]);
    Validations.of(nat).acknowledge(
      {
        id: 'AwsSolutions-EC26',
        reason: 'its only volume is encrypted, by the override above, which the rule does not read',
      },
      {
        id: 'AwsSolutions-EC28',
        reason: 'what it does is seen by the minute in the token and send metrics',
      },
      {
        id: 'AwsSolutions-EC29',
        reason: 'it holds nothing: another one in its place takes over the address',
      },
      {
        id: 'CloudFormation-Validate::W9010',
        reason: 'pinned: with the newest one, any deploy could replace it and cut off its calls',
      },
    );
    return new CfnEIPAssociation(this, 'Association', {
      allocationId: address.attrAllocationId,
      instanceId: nat.instanceId,
    });
  }

  #logFlows(vpc: Vpc, logRetentionDays: StageConfig['logRetentionDays']) {
    const logGroup = new LogGroup(this, 'Flows', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.ALL,
      maxAggregationInterval: FlowLogMaxAggregationInterval.TEN_MINUTES,
    });
  }
}

/**
 * CDK's own would let everybody in, follow whatever Amazon Linux is newest (and so be replaced, with
 * its calls cut off, by any deploy), and give up for good where its first download fails.
 */
const natInstance = (
  scope: Construct,
  egress: Extract<StageConfig['egress'], { readonly type: 'nat-instance' }>,
): NatInstanceProviderV2 =>
  NatProvider.instanceV2({
    instanceType: new InstanceType(egress.instanceType),
    machineImage: MachineImage.genericLinux({ [Stack.of(scope).region]: egress.amiId }),
    defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
    creditSpecification: CpuCredits.STANDARD,
    userData: forwardTraffic(),
  });

const forwardTraffic = (): UserData => {
  const userData = UserData.forLinux();
  userData.addCommands(
    // It has no way out before its address has been attached.
    'until dnf install -y iptables-services; do sleep 5; done',
    'systemctl enable --now iptables',
    'echo "net.ipv4.ip_forward = 1" > /etc/sysctl.d/90-forward.conf',
    'sysctl -p /etc/sysctl.d/90-forward.conf',
    'iptables -t nat -A POSTROUTING -o "$(ip -4 route show default | awk \'{ print $5; exit }\')" -j MASQUERADE',
    'iptables -F FORWARD',
    'iptables-save > /etc/sysconfig/iptables',
  );
  return userData;
};
