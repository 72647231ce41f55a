import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import {
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import type { StageConfig } from './config.ts';
import { FixedAddress } from './fixed-address.ts';
import type { FunctionName } from './routes.ts';

type Network = Pick<FunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/** The functions that call WeChat. */
const callers: Record<'token' | 'all', readonly FunctionName[]> = {
  token: ['refresh-access-token'],
  all: ['refresh-access-token', 'send-message'],
};

/**
 * From which address WeChat is called. WeChat's list of allowed addresses (IP 白名单) answers
 * 40164 to the token call from any other; its pages differ on whether sends are checked as well.
 *
 * By the month in us-east-1 (2026): `none` 0; `nat-instance` 3.07 (t4g.nano) + 0.64 (8 GB gp3)
 * + 3.65 (public IPv4) = 7.36 USD; `nat-gateway` 32.85 + 3.65 = 36.50 USD, and 0.045 a GB;
 * `existing-vpc` nothing of ours. What the calls themselves weigh is nothing: 2 KB each.
 */
export class Egress extends Construct {
  readonly #network: Network | undefined;
  readonly #callers: readonly FunctionName[];
  /** What must be there before a call can leave. */
  readonly #ready: readonly IDependable[];

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    const { egress } = config;
    const ports = wechatPorts(config.wechat.apiUrls);
    this.#callers = egress.type === 'none' ? [] : callers[egress.for];
    switch (egress.type) {
      case 'none':
        this.#ready = [];
        return;
      case 'existing-vpc': {
        const vpc = this.#existingVpc(egress.vpcId, egress.subnetIds);
        const given = egress.securityGroupIds.map((groupId) =>
          SecurityGroup.fromSecurityGroupId(this, groupId, groupId, { mutable: false }),
        );
        this.#ready = [];
        this.#network = inside(vpc, given.length > 0 ? given : [this.#httpsOut(vpc, ports)]);
        return;
      }
      case 'nat-instance':
      case 'nat-gateway': {
        const { logRetentionDays } = config;
        const fixed = new FixedAddress(this, 'Fixed', { egress, ports, logRetentionDays });
        this.#ready = [fixed.ready];
        this.#network = inside(fixed.vpc, [this.#httpsOut(fixed.vpc, ports)]);
        new CfnOutput(Stack.of(this), 'WechatIpAllowList', {
          value: fixed.address,
          description: "put this on WeChat's IP allow-list (IP whitelist), see docs/deploy.md",
        });
      }
    }
  }

  /** What the function is made with: a place in the network if it calls WeChat, else nothing. */
  network(name: FunctionName): Network {
    return this.#network !== undefined && this.#callers.includes(name) ? this.#network : {};
  }

  /** A function that calls WeChat is not started before its calls can leave. */
  holdBack(name: FunctionName, fn: Construct) {
    if (this.#callers.includes(name)) fn.node.addDependency(...this.#ready);
  }

  /** Lets out HTTPS and nothing else. Names are looked up by the VPC itself, past any group. */
  #httpsOut(vpc: IVpc, ports: readonly number[]): SecurityGroup {
    const group = new SecurityGroup(this, 'Functions', {
      vpc,
      description: 'the functions that call WeChat: HTTPS to anywhere, nothing in',
      allowAllOutbound: false,
    });
    for (const port of ports) {
      group.addEgressRule(Peer.anyIpv4(), Port.tcp(port), 'WeChat and AWS');
    }
    return group;
  }

  #existingVpc(vpcId: string, subnetIds: readonly string[]): IVpc {
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      // Nothing asks which zone is which: only that there is one for each subnet.
      availabilityZones: subnetIds.map((_, index) => `zone-${index}`),
      privateSubnetIds: [...subnetIds],
    });
    for (const subnet of vpc.privateSubnets) {
      Annotations.of(subnet).acknowledgeWarning(
        '@aws-cdk/aws-ec2:noSubnetRouteTableId',
        "the route tables are the owner's",
      );
    }
    return vpc;
  }
}

const inside = (vpc: IVpc, securityGroups: ISecurityGroup[]): Network => ({
  vpc,
  vpcSubnets: { subnets: vpc.privateSubnets },
  securityGroups,
});

/** AWS's own services are at 443 in any case. */
const wechatPorts = (apiUrls: readonly string[]): readonly number[] => [
  ...new Set([443, ...apiUrls.map((url) => Number(new URL(url).port || 443))]),
];
