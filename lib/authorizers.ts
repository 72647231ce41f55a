import { Duration } from 'aws-cdk-lib';
import { HttpNoneAuthorizer, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { StageConfig } from './config.ts';
import type { Route } from './routes.ts';
import type { ServiceFunction } from './service-function.ts';

export type RouteAuthorization = {
  readonly authorizer: IHttpRouteAuthorizer;
  /** Of a JWT: the token must carry one of them. */
  readonly authorizationScopes?: string[];
};

/** Who is let through to a route; made once for an API, asked for each of its routes. */
export const routeAuthorization = (
  config: StageConfig['authorizer'],
  authorizeKey: ServiceFunction | undefined,
): ((route: Route) => RouteAuthorization) => {
  const none = new HttpNoneAuthorizer();
  const iam = new HttpIamAuthorizer();
  const callers = callerAuthorization(config, iam, authorizeKey);
  return (route) => {
    if (route.scope !== undefined) return callers(route);
    return { authorizer: route.access === 'public' ? none : iam };
  };
};

type ScopedRoute = Extract<Route, { readonly access: 'backend' | 'operator' }>;

const callerAuthorization = (
  config: StageConfig['authorizer'],
  iam: IHttpRouteAuthorizer,
  authorizeKey: ServiceFunction | undefined,
): ((route: ScopedRoute) => RouteAuthorization) => {
  switch (config.type) {
    case 'iam':
      return () => ({ authorizer: iam });
    case 'jwt': {
      const authorizer = new HttpJwtAuthorizer('Jwt', config.issuer, {
        authorizerName: 'jwt',
        jwtAudience: [...config.audience],
      });
      return ({ scope }) => ({ authorizer, authorizationScopes: [config.scopes[scope]] });
    }
    case 'key': {
      if (authorizeKey === undefined) throw new Error('nothing authorizes keys');
      const authorizer = new HttpLambdaAuthorizer('Key', authorizeKey.function, {
        authorizerName: 'key',
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        // API Gateway remembers one answer per identity source for the whole API. Without the
        // route among them, a key that may send would, for five minutes, erase users as well.
        identitySource: ['$request.header.Authorization', '$context.routeKey'],
        resultsCacheTtl: Duration.minutes(5),
      });
      return () => ({ authorizer });
    }
  }
};
