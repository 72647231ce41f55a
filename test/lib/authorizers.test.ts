import { describe, expect, test } from 'vitest';
import { routeKey, routeScopes, stageRoutes } from '../../lib/routes.ts';
import { type Synthesised, stageConfig, synthesise } from './synthesised.ts';

const jwt = { type: 'jwt' as const, issuer: 'https://id.yici.test/', audience: ['yici'] };
const config = stageConfig({ accessTokenRoute: true });
const publicKeys = stageRoutes(config)
  .filter(({ access }) => access === 'public')
  .map(routeKey);

const routesOf = (stack: Synthesised) =>
  new Map(
    stack
      .ofType('AWS::ApiGatewayV2::Route')
      .map(({ properties }) => [String(properties.RouteKey), properties]),
  );
const keysWith = (stack: Synthesised, authorization: string) =>
  [...routesOf(stack)]
    .filter(([, { AuthorizationType }]) => AuthorizationType === authorization)
    .map(([key]) => key)
    .toSorted();

describe.each([
  ['JWT', synthesise({ authorizer: jwt, accessTokenRoute: true })],
  ['CUSTOM', synthesise({ authorizer: { type: 'key' }, accessTokenRoute: true })],
])('with %s', (type, stack) => {
  test('every route that has a scope is guarded by it', () => {
    expect(keysWith(stack, type)).toEqual(Object.keys(routeScopes).toSorted());
  });

  test('the access_token stays with IAM', () => {
    expect(keysWith(stack, 'AWS_IAM')).toEqual(['GET /v1/access-token']);
  });

  test('what is public stays public, and nothing besides', () => {
    expect(keysWith(stack, 'NONE')).toEqual(publicKeys.toSorted());
  });

  test('there is one authorizer, and no policy for callers but that of the access_token', () => {
    expect(stack.ofType('AWS::ApiGatewayV2::Authorizer')).toHaveLength(1);
    expect(stack.ofType('AWS::IAM::ManagedPolicy').map(({ path }) => path)).toEqual([
      'CallerPolicies/AccessToken',
    ]);
  });
});

describe('a JWT', () => {
  const stack = synthesise({ authorizer: { ...jwt, scopes: { erase: 'users.delete' } } });
  const [authorizer] = stack.ofType('AWS::ApiGatewayV2::Authorizer');

  test('must be of this issuer and for this audience', () => {
    expect(authorizer?.properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://id.yici.test/', Audience: ['yici'] },
    });
  });

  test('must carry the scope of its route, under the name that the issuer has for it', () => {
    const asked = [...routesOf(stack)].flatMap(([key, { AuthorizationScopes }]) =>
      AuthorizationScopes === undefined ? [] : [[key, AuthorizationScopes]],
    );

    expect(Object.fromEntries(asked)).toEqual(
      Object.fromEntries(
        Object.entries(routeScopes).map(([key, scope]) => [
          key,
          [scope === 'erase' ? 'users.delete' : `yici/${scope}`],
        ]),
      ),
    );
  });

  test('needs no function of ours', () => {
    expect(stack.functions().has('authorize-key')).toBe(false);
  });

  test('says by its subject who called', () => {
    const { Format } = stack.at('Api/Stage/Default').properties.AccessLogSettings;

    expect(JSON.parse(Format)).toMatchObject({ caller: '$context.authorizer.claims.sub' });
  });
});

describe('a key', () => {
  const stack = synthesise({ authorizer: { type: 'key' } });
  const [authorizer] = stack.ofType('AWS::ApiGatewayV2::Authorizer');

  test('is asked about once in five minutes', () => {
    expect(authorizer?.properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  test('is asked about for each route by itself: what was let in to send may not erase', () => {
    expect(authorizer?.properties.IdentitySource).toEqual([
      '$request.header.Authorization',
      '$context.routeKey',
    ]);
  });

  test('is looked at by a function that this authorizer alone may call', () => {
    const permissions = stack
      .ofType('AWS::Lambda::Permission')
      .filter(({ properties }) => stack.spell(properties.FunctionName).includes('AuthorizeKey'));

    expect(permissions.map(({ properties }) => stack.spell(properties.SourceArn))).toEqual([
      `arn:aws:execute-api:ap-southeast-1:<AWS::AccountId>:<Api/HttpApi>/authorizers/<${authorizer?.path}>`,
    ]);
  });

  test('needs the scope that routes.ts gives its route', () => {
    const { Variables } = stack.at('AuthorizeKey/Function').properties.Environment;

    expect(JSON.parse(Variables.ROUTE_SCOPES)).toEqual(routeScopes);
    expect(Variables.ACCESS_KEYS_PARAMETER).toBe('/yici/prod/access-keys');
  });

  test('says by its id who called, and never by itself', () => {
    const { Format } = stack.at('Api/Stage/Default').properties.AccessLogSettings;

    expect(JSON.parse(Format)).toMatchObject({ caller: '$context.authorizer.keyId' });
    expect(Format.toLowerCase()).not.toContain('header');
  });
});

test('with IAM no function is asked', () => {
  expect(synthesise().functions().has('authorize-key')).toBe(false);
  expect(synthesise().ofType('AWS::ApiGatewayV2::Authorizer')).toEqual([]);
});
