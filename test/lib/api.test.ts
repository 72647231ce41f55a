import { describe, expect, test } from 'vitest';
import { invokeResource, routeKey, stageRoutes } from '../../lib/routes.ts';
import { type Resource, type Synthesised, stageConfig, synthesise } from './synthesised.ts';

const stack = synthesise();
const routes = stageRoutes(stageConfig());
const api = stack.at('Api/HttpApi');
const stage = stack.at('Api/Stage/Default');

const deployed = stack.ofType('AWS::ApiGatewayV2::Route');
const keysWith = (authorization: string) => keysOf(stack, authorization);
const keysOf = (of: Synthesised, authorization: string) =>
  of
    .ofType('AWS::ApiGatewayV2::Route')
    .filter((route) => route.properties.AuthorizationType === authorization)
    .map((route) => route.properties.RouteKey)
    .toSorted();

const arn = (resource: string) =>
  `arn:aws:execute-api:ap-southeast-1:<AWS::AccountId>:<Api/HttpApi>/${resource}`;

describe('who may call what', () => {
  test('no public route but the listed ones', () => {
    expect(keysWith('NONE')).toEqual([
      'GET /MP_verify_abc.txt',
      'GET /consent/{state+}',
      'GET /subscribe',
      'POST /v1/confirm-links',
      'POST /v1/consents',
    ]);
  });

  test('every other route demands IAM', () => {
    expect(keysWith('AWS_IAM')).toEqual(
      routes
        .filter(({ access }) => access !== 'public')
        .map(routeKey)
        .toSorted(),
    );
    expect(deployed).toHaveLength(routes.length);
  });

  test('there is no catch-all route', () => {
    expect(deployed.map((route) => route.properties.RouteKey)).not.toContain('$default');
  });

  test('only the API itself, on its own stage, method and path, may call a function', () => {
    const permissions = stack
      .ofType('AWS::Lambda::Permission')
      .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com');
    const functions = stack.functions();

    expect(
      permissions
        .map(({ properties }) => [
          stack.spell(properties.FunctionName),
          stack.spell(properties.SourceArn),
        ])
        .toSorted(),
    ).toEqual(
      routes
        .map((route) => [
          `<${functions.get(route.function)?.path}.Arn>`,
          arn(invokeResource(route)),
        ])
        .toSorted(),
    );
  });

  test("a back end's policy names each of its routes with the tail that follows a variable", () => {
    expect(policyResources(stack.at('CallerPolicies/Backend'))).toEqual([
      arn('$default/DELETE/v1/users/*'),
      arn('$default/GET/v1/health'),
      arn('$default/GET/v1/users/*/credits'),
      arn('$default/GET/v1/users/*/credits/*'),
      arn('$default/POST/v1/messages'),
      arn('$default/POST/v1/receipts'),
      arn('$default/POST/v1/users/*/confirm-links'),
    ]);
  });

  test("an operator's policy settles unknown sends and does nothing else", () => {
    expect(policyResources(stack.at('CallerPolicies/Operator'))).toEqual([
      arn('$default/POST/v1/users/*/credits/*/resolution'),
    ]);
  });

  test('a sender makes links and sends; a reader looks; neither erases or settles', () => {
    expect(policyResources(stack.at('CallerPolicies/Sender'))).toEqual([
      arn('$default/POST/v1/messages'),
      arn('$default/POST/v1/users/*/confirm-links'),
    ]);
    expect(policyResources(stack.at('CallerPolicies/Reader'))).toEqual([
      arn('$default/GET/v1/health'),
      arn('$default/GET/v1/users/*/credits'),
      arn('$default/GET/v1/users/*/credits/*'),
      arn('$default/POST/v1/receipts'),
    ]);
  });

  test('the access_token has a policy of its own, that opens nothing else', () => {
    const giving = synthesise({ accessTokenRoute: true });
    const resources = giving
      .ofType('AWS::IAM::ManagedPolicy')
      .map((policy) => [policy.path, JSON.stringify(policy.properties)] as const)
      .filter(([, text]) => text.includes('/v1/access-token'));

    expect(resources.map(([path]) => path)).toEqual(['CallerPolicies/AccessToken']);
    expect(resources.join()).not.toContain('/v1/messages');
    expect(keysOf(giving, 'AWS_IAM')).toContain('GET /v1/access-token');
  });

  test('a back end cannot do what is left to the operator', () => {
    const operatorCall = arn(
      '$default/POST/v1/users/oABCDEFGHIJKLMNOPQRST12345/credits/7/resolution',
    );
    const matches = (pattern: string) =>
      new RegExp(`^${pattern.replaceAll(/[$.]/g, '\\$&').replaceAll('*', '.*')}$`).test(
        operatorCall,
      );

    expect(policyResources(stack.at('CallerPolicies/Operator')).some(matches)).toBe(true);
    expect(policyResources(stack.at('CallerPolicies/Backend')).some(matches)).toBe(false);
  });
});

const policyResources = (policy: Resource): readonly string[] => {
  const [statement, ...others] = policy.properties.PolicyDocument.Statement;
  expect(others).toEqual([]);
  expect(statement.Action).toBe('execute-api:Invoke');
  return [statement.Resource]
    .flat()
    .map((resource: unknown) => stack.spell(resource))
    .toSorted();
};

describe('what a route reaches', () => {
  test('each route is answered by the function that routes.ts names, with payload 2.0', () => {
    const functions = stack.functions();

    for (const route of routes) {
      const resource = deployed.find((r) => r.properties.RouteKey === routeKey(route));
      const target = stack.spell(resource?.properties.Target);
      const integration = stack.at(/^integrations\/<(.*)>$/.exec(target)?.[1] ?? target);

      expect(integration.properties).toMatchObject({
        IntegrationType: 'AWS_PROXY',
        PayloadFormatVersion: '2.0',
      });
      expect(stack.spell(integration.properties.IntegrationUri)).toBe(
        `<${functions.get(route.function)?.path}.Arn>`,
      );
    }
  });
});

describe('the stage', () => {
  test('is $default, so that no stage name stands in a path', () => {
    expect(stage.properties).toMatchObject({ StageName: '$default', AutoDeploy: true });
  });

  test('the first deploy cannot fail on throttles: the stage waits for its routes', () => {
    expect(stage.dependsOn).toEqual(expect.arrayContaining(deployed.map(({ id }) => id)));
  });

  test('every route is throttled by who may call it', () => {
    const settings = Object.fromEntries(
      routes.map((route) => [
        routeKey(route),
        route.access === 'public'
          ? { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }
          : { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      ]),
    );

    expect(stage.properties.RouteSettings).toEqual(settings);
  });

  test('a route without a throttle of its own gets the tightest', () => {
    expect(stage.properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 20,
      ThrottlingBurstLimit: 40,
    });
  });

  test('a route may have a limit of its own, and the others keep theirs', () => {
    const one = synthesise({
      throttle: { routes: { 'POST /v1/messages': { rateLimit: 7, burstLimit: 8 } } },
    });

    expect(one.at('Api/Stage/Default').properties.RouteSettings).toEqual({
      ...stage.properties.RouteSettings,
      'POST /v1/messages': { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 8 },
    });
  });

  test('throttles come from the configuration', () => {
    const throttled = synthesise({
      throttle: {
        publicRoutes: { rateLimit: 3, burstLimit: 4 },
        backendRoutes: { rateLimit: 5, burstLimit: 6 },
      },
    });

    expect(throttled.at('Api/Stage/Default').properties.RouteSettings).toMatchObject({
      'GET /subscribe': { ThrottlingRateLimit: 3, ThrottlingBurstLimit: 4 },
      'POST /v1/messages': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 },
    });
  });
});

describe('the access log', () => {
  const { DestinationArn, Format } = stage.properties.AccessLogSettings;
  const format: Record<string, string> = JSON.parse(Format);

  test('is one JSON object per request', () => {
    expect(format).toEqual({
      id: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      ms: '$context.responseLatency',
      ip: '$context.identity.sourceIp',
      caller: '$context.identity.userArn',
    });
  });

  test('no openid can reach it: it holds nothing that quotes a path, a query or a body', () => {
    const harmless = new Set([
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.identity.userArn',
      '$context.identity.sourceIp',
    ]);

    expect(Object.values(format).filter((variable) => !harmless.has(variable))).toEqual([]);
  });

  test('goes to a group of its own whose name keeps the account-wide log policy small', () => {
    const group = stack.at('Api/Stage/AccessLog');

    expect(stack.spell(DestinationArn)).toBe('<Api/Stage/AccessLog.Arn>');
    expect(group.properties).toEqual({
      LogGroupName: '/aws/vendedlogs/yici-prod/access',
      RetentionInDays: 30,
    });
  });
});

describe('calls from other origins', () => {
  test('are allowed for the configured pages, by POST, with a JSON body, without cookies', () => {
    expect(api.properties.CorsConfiguration).toEqual({
      AllowOrigins: ['https://h5.yici.test'],
      AllowMethods: ['POST'],
      AllowHeaders: ['content-type'],
      MaxAge: 3600,
    });
  });

  test('are allowed for nobody when no origin is configured', () => {
    const closed = synthesise({ corsOrigins: [] });

    expect(closed.at('Api/HttpApi').properties.CorsConfiguration).toBeUndefined();
  });
});
