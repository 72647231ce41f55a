import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ApiDomain } from './api-domain.ts';
import { ApiStage } from './api-stage.ts';
import { routeAuthorization } from './authorizers.ts';
import type { StageConfig } from './config.ts';
import { FunctionIntegration } from './function-integration.ts';
import { invokeResource, type Route, type RouteFunction, routeKey, stageRoutes } from './routes.ts';
import type { ServiceFunction } from './service-function.ts';

export type ApiProps = {
  readonly config: StageConfig;
  /** One per function that has a route in this stage. */
  readonly functions: ReadonlyMap<RouteFunction, ServiceFunction>;
  /** Only where the stage's authorizer is `key`. */
  readonly authorizeKey?: ServiceFunction | undefined;
};

/** The HTTP API: every route of `routes.ts` that the stage deploys, and none besides. */
export class Api extends Construct {
  readonly url: string;
  readonly apiId: string;
  readonly #api: HttpApi;
  readonly #routes: readonly Route[];

  constructor(scope: Construct, id: string, { config, functions, authorizeKey }: ApiProps) {
    super(scope, id);
    this.#routes = stageRoutes(config);

    this.#api = new HttpApi(this, 'HttpApi', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      // The owner's domain is then the only way in.
      ...(config.domain !== undefined && { disableExecuteApiEndpoint: true }),
      ...(config.corsOrigins.length > 0 && { corsPreflight: relayCors(config.corsOrigins) }),
    });

    const authorization = routeAuthorization(config.authorizer, authorizeKey);
    const integrations = new Map(
      [...functions].map(([name, fn]) => [name, new FunctionIntegration(name, fn.function)]),
    );
    for (const fn of [...functions.values(), authorizeKey]) {
      if (fn === undefined) continue;
      Validations.of(fn).acknowledge({
        id: 'Serverless-LambdaDLQ',
        reason: 'API Gateway waits for the answer: nothing is queued that could be lost',
      });
    }
    const routes = new Map<Route, HttpRoute>();
    for (const route of this.#routes) {
      const integration = integrations.get(route.function);
      if (integration === undefined) throw new Error(`no function for ${routeKey(route)}`);
      const built = new HttpRoute(this, routeKey(route), {
        httpApi: this.#api,
        routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
        integration,
        ...authorization(route),
      });
      integration.allow(this, route, this.#arn(route));
      if (route.access === 'public') acknowledgePublic(built, route);
      routes.set(route, built);
    }

    this.apiId = this.#api.apiId;
    const { stage } = new ApiStage(this, 'Stage', { api: this.#api, routes, config });
    this.url =
      config.domain === undefined
        ? stage.url
        : new ApiDomain(this, 'Domain', { ...config.domain, api: this.#api, stage }).url;
  }

  /**
   * Lets a principal call some routes. API Gateway answers principals of this account only: an
   * HTTP API has no resource policy.
   */
  grantInvoke(grantee: IGrantable, isAllowed: (route: Route) => boolean): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: this.invokeArns(isAllowed),
    });
  }

  invokeArns(isAllowed: (route: Route) => boolean): string[] {
    return this.#routes.filter(isAllowed).map((route) => this.#arn(route));
  }

  #arn(route: Route): string {
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.#api.apiId,
      resourceName: invokeResource(route),
    });
  }
}

/** For the H5 page's two calls of the relay door; they carry no cookie. */
const relayCors = (origins: readonly string[]) => ({
  allowOrigins: [...origins],
  allowMethods: [CorsHttpMethod.POST],
  allowHeaders: ['content-type'],
  maxAge: Duration.hours(1),
});

const publicReasons: Partial<Record<RouteFunction, string>> = {
  'start-consent': "a user's browser opens it; it seals a ticket and stores nothing",
  'record-consent':
    "WeChat sends a user's browser here; the sealed ticket is checked before any call to AWS",
  'create-confirm-link': "a user's browser calls it; it seals a ticket and stores nothing",
  'serve-verification-file': 'WeChat reads this file without credentials; it holds no secret',
};

const acknowledgePublic = (built: HttpRoute, route: Route) => {
  const reason = publicReasons[route.function];
  // A public route that nobody has justified stays a finding, and fails the synth.
  if (reason !== undefined) Validations.of(built).acknowledge({ id: 'AwsSolutions-APIG4', reason });
};
