import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ApiStage } from './api-stage.ts';
import type { StageConfig } from './config.ts';
import { FunctionIntegration } from './function-integration.ts';
import {
  type Access,
  invokeResource,
  type Route,
  type RouteFunction,
  routeKey,
  stageRoutes,
} from './routes.ts';
import type { ServiceFunction } from './service-function.ts';

export type CallerAccess = Exclude<Access, 'public'>;

export type ApiProps = {
  readonly config: StageConfig;
  /** One per function that has a route in this stage. */
  readonly functions: ReadonlyMap<RouteFunction, ServiceFunction>;
};

/** The HTTP API: every route of `routes.ts` that the stage deploys, and none besides. */
export class Api extends Construct {
  readonly url: string;
  readonly #api: HttpApi;
  readonly #routes: readonly Route[];

  constructor(scope: Construct, id: string, { config, functions }: ApiProps) {
    super(scope, id);
    this.#routes = stageRoutes(config);

    this.#api = new HttpApi(this, 'HttpApi', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      ...(config.corsOrigins.length > 0 && { corsPreflight: relayCors(config.corsOrigins) }),
    });

    const authorizers: Record<Access, IHttpRouteAuthorizer> = {
      public: new HttpNoneAuthorizer(),
      backend: new HttpIamAuthorizer(),
      operator: new HttpIamAuthorizer(),
    };
    const integrations = new Map(
      [...functions].map(([name, fn]) => [name, new FunctionIntegration(name, fn.function)]),
    );
    for (const fn of functions.values()) {
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
        authorizer: authorizers[route.access],
      });
      integration.allow(this, route, this.#arn(route));
      if (route.access === 'public') acknowledgePublic(built, route);
      routes.set(route, built);
    }

    this.url = new ApiStage(this, 'Stage', { api: this.#api, routes, config }).url;
  }

  /**
   * Lets a principal call every route of one kind. API Gateway answers principals of this account
   * only: an HTTP API has no resource policy.
   */
  grantInvoke(grantee: IGrantable, access: CallerAccess): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: this.invokeArns(access),
    });
  }

  invokeArns(access: CallerAccess): string[] {
    return this.#routes.filter((route) => route.access === access).map((route) => this.#arn(route));
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
