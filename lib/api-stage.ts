import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  type HttpApi,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accessLogFormat } from './access-log.ts';
import type { StageConfig } from './config.ts';
import { type Route, routeKey } from './routes.ts';

export type ApiStageProps = {
  readonly api: HttpApi;
  readonly routes: ReadonlyMap<Route, HttpRoute>;
  readonly config: StageConfig;
};

/** The API as it is served: `$default`, so that no stage name stands in a path. */
export class ApiStage extends Construct {
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, { api, routes, config }: ApiStageProps) {
    super(scope, id);

    const accessLog = new LogGroup(this, 'AccessLog', {
      // Under any other prefix each API adds itself to one account-wide policy of 5120 characters,
      // and the API that no longer fits cannot be deployed.
      logGroupName: `/aws/vendedlogs/${Stack.of(this).stackName}/access`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Default', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // A route without a line of its own below would get the tighter limit.
      throttle: config.throttle.publicRoutes,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(accessLogFormat(config.authorizer)),
      },
    });
    const resource = stage.node.defaultChild;
    if (!(resource instanceof CfnStage)) throw new Error('the stage is no CfnStage');
    resource.routeSettings = routeSettings([...routes.keys()], config);
    // API Gateway refuses settings for a route that does not exist yet: without this the first
    // deploy fails, and only the first.
    stage.node.addDependency(...routes.values());

    this.stage = stage;
  }
}

/** CDK hands these to CloudFormation as they are, hence the capital letters. */
const routeSettings = (routes: readonly Route[], { throttle }: StageConfig) => {
  const { publicRoutes, backendRoutes, routes: own } = throttle;
  return Object.fromEntries(
    routes.map((route) => {
      const key = routeKey(route);
      const limit = own[key] ?? (route.access === 'public' ? publicRoutes : backendRoutes);
      return [
        key,
        { ThrottlingRateLimit: limit.rateLimit, ThrottlingBurstLimit: limit.burstLimit },
      ];
    }),
  );
};
