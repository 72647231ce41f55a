import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionNames } from '../../lib/bundling.ts';
import { environments } from '../../lib/environment.ts';
import { parameterNames } from '../../lib/parameters.ts';
import { invokeResource, routeKey, routeScopes, routes, stageRoutes } from '../../lib/routes.ts';
import { readEnv } from '../../src/entry/env.ts';
import { root, stageConfig } from './synthesised.ts';

const everyStage = {
  publicBaseUrl: 'https://wx.example.com',
  verificationFiles: { f: '' },
  accessTokenRoute: true,
};

describe('routes and functions agree', () => {
  test('every route has a folder, and every folder is called by a route, by the minute rule or before a route', () => {
    const called = stageRoutes(everyStage).map((route) => route.function);

    expect([...new Set([...called, 'refresh-access-token', 'authorize-key'])].toSorted()).toEqual(
      functionNames(root).toSorted(),
    );
  });

  test('a folder holds one function and nothing else', () => {
    const allowed = /^(index|handler|env|parse-[a-z-]+|[a-z-]+)\.ts$/;

    for (const name of functionNames(root)) {
      const others = readdirSync(join(root, 'functions', name)).filter((f) => !allowed.test(f));
      expect([name, others]).toEqual([name, []]);
    }
  });

  test('no two routes have the same key', () => {
    const keys = stageRoutes(everyStage).map(routeKey);

    expect(new Set(keys).size).toBe(keys.length);
  });

  test('no route ends in a slash: an HTTP API cannot have such a key', () => {
    expect(routes.filter(({ path }) => path.endsWith('/'))).toEqual([]);
  });
});

test('an invoke ARN has every variable as * and keeps the tail', () => {
  const [subscribe, consent] = routes;
  const resolution = routes.find(({ access }) => access === 'operator');

  expect([subscribe, consent, resolution].map((route) => route && invokeResource(route))).toEqual([
    '$default/GET/subscribe',
    '$default/GET/consent/*',
    '$default/POST/v1/users/*/credits/*/resolution',
  ]);
});

test('every route of a back end or an operator has a scope, and no other route has one', () => {
  expect(routeScopes).toEqual({
    'POST /v1/users/{openid}/confirm-links': 'send',
    'POST /v1/receipts': 'read',
    'POST /v1/messages': 'send',
    'GET /v1/users/{openid}/credits': 'read',
    'GET /v1/users/{openid}/credits/{scene}': 'read',
    'POST /v1/users/{openid}/credits/{scene}/resolution': 'operate',
    'DELETE /v1/users/{openid}': 'erase',
    'GET /v1/health': 'read',
  });
});

describe('the environment that a stage gives', () => {
  const environmentsOf = (change: Parameters<typeof stageConfig>[0] = {}) =>
    environments(stageConfig(change), {
      stage: 'prod',
      creditsTable: 'credits',
      locksTable: 'locks',
      refreshFunction: 'refresh',
      parameters: parameterNames('prod'),
    });
  const given = environmentsOf();

  test.each(Object.entries(given))(
    '%s is what the function reads at INIT',
    async (name, values) => {
      const { spec } = await import(`../../functions/${name}/env.ts`);

      expect(Object.keys(values).toSorted()).toEqual(Object.keys(spec).toSorted());
      expect(() => readEnv(spec, values)).not.toThrow();
    },
  );

  test.each([
    [{}, 'qr'],
    [{ desktopWechat: 'redirect' }, 'redirect'],
    [{ outsideWechat: 'redirect' }, 'redirect'],
    [{ outsideWechat: 'redirect', desktopWechat: 'qr' }, 'qr'],
  ] as const)(
    'treats WeChat on a desktop as it says, else as what is outside WeChat: %j',
    (change, rule) => {
      expect(environmentsOf(change)['start-consent'].DESKTOP_WECHAT).toBe(rule);
    },
  );
});

describe('a stage deploys', () => {
  test('the access_token to nobody, unless it is told to', () => {
    const keys = (accessTokenRoute?: boolean) =>
      stageRoutes({ verificationFiles: {}, accessTokenRoute }).map(routeKey);

    expect(keys()).not.toContain('GET /v1/access-token');
    expect(keys(false)).not.toContain('GET /v1/access-token');
    expect(keys(true)).toContain('GET /v1/access-token');
  });

  test('the redirect door only with a publicBaseUrl', () => {
    const relayOnly = stageRoutes({ verificationFiles: {} }).map(routeKey);

    expect(relayOnly).not.toContain('GET /subscribe');
    expect(relayOnly).not.toContain('GET /consent/{state+}');
    expect(relayOnly).toContain('POST /v1/confirm-links');
  });

  test('no link that could never be confirmed: where an openid is asked for, only links that are bound to one', () => {
    const bound = stageRoutes({ ...everyStage, minimumAssurance: 'openid' }).map(routeKey);
    const any = stageRoutes({ ...everyStage, minimumAssurance: 'browser' }).map(routeKey);

    expect(any.filter((key) => !bound.includes(key))).toEqual([
      'GET /subscribe',
      'POST /v1/confirm-links',
    ]);
    expect(bound).toContain('POST /v1/users/{openid}/confirm-links');
  });

  test('one exact route per verification file', () => {
    const files = { 'MP_verify_a.txt': 'a', 'MP_verify_b.txt': 'b' };

    expect(
      stageRoutes({ verificationFiles: files })
        .filter((route) => route.function === 'serve-verification-file')
        .map(routeKey),
    ).toEqual(['GET /MP_verify_a.txt', 'GET /MP_verify_b.txt']);
  });
});
