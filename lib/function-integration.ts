import {
  HttpIntegrationType,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type Route, type RouteFunction, routeKey } from './routes.ts';

/**
 * One function behind one or more routes. CDK's own Lambda integration lets every stage and every
 * method of a path call the function; this one names the stage and the method.
 */
export class FunctionIntegration extends HttpRouteIntegration {
  readonly #function: IFunction;

  constructor(name: RouteFunction, fn: IFunction) {
    super(`${name} integration`);
    this.#function = fn;
  }

  override bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.#function.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    };
  }

  /** @param sourceArn the route's own `execute-api` ARN */
  allow(scope: Construct, route: Route, sourceArn: string) {
    this.#function.addPermission(`Invoke ${routeKey(route)}`, {
      scope,
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn,
    });
  }
}
