import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHandler } from '../../functions/authorize-key/handler.ts';
import { routeScopes } from '../../lib/routes.ts';
import { parseAccessKeys } from '../../src/aws/access-keys.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const aKey = (id: string, digit = 'a') => `yici_${id}_${digit.repeat(64)}`;
const iso = (ms: number) => new Date(ms).toISOString();

const shop = aKey('shop1');
const audit = aKey('audit', 'b');
const stored = {
  keys: [
    { id: 'shop1', sha256: sha256(shop), scopes: ['send', 'read'] },
    { id: 'audit', sha256: sha256(audit), scopes: ['read'] },
  ],
};

const requestContext = { requestId: 'gateway-request' };

const anAuthorizer = (parameter: unknown = stored, nowMs = startMs) => {
  const output = capturedOutput();
  const handler = createHandler({
    accessKeys: async () => parseAccessKeys(JSON.stringify(parameter)),
    routeScopes,
    log: output.log,
    now: () => nowMs,
  });
  const ask = (authorization: string | undefined, routeKey = 'POST /v1/messages') =>
    handler({
      routeKey,
      headers: authorization === undefined ? {} : { authorization },
      requestContext,
    });
  return { ask, output };
};

const refused = (keyId = '') => ({ isAuthorized: false, context: { keyId } });

describe('a key opens the routes of its scopes', () => {
  const { ask } = anAuthorizer();

  test.each(Object.entries(routeScopes))('%s wants %s', async (routeKey, scope) => {
    const may = (scopes: readonly string[]) => ({
      isAuthorized: scopes.includes(scope),
    });

    expect(await ask(`Bearer ${shop}`, routeKey)).toMatchObject(may(['send', 'read']));
    expect(await ask(`Bearer ${audit}`, routeKey)).toMatchObject(may(['read']));
  });

  test('and no route that has no scope, such as the one of the access_token', async () => {
    expect(await ask(`Bearer ${shop}`, 'GET /v1/access-token')).toEqual(refused('shop1'));
    expect(await ask(`Bearer ${shop}`, '$default')).toEqual(refused('shop1'));
  });

  test('and says by its id who called', async () => {
    expect(await ask(`Bearer ${shop}`)).toEqual({
      isAuthorized: true,
      context: { keyId: 'shop1' },
    });
  });

  test('however the scheme is spelled', async () => {
    expect(await ask(`bearer ${shop}`)).toMatchObject({ isAuthorized: true });
    expect(await ask(`Bearer   ${shop}`)).toMatchObject({ isAuthorized: true });
  });
});

describe('nothing else opens anything:', () => {
  const { ask } = anAuthorizer();

  test.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['the key without its scheme', shop],
    ['another scheme', `Basic ${shop}`],
    ['the hash instead of the key', `Bearer yici_shop1_${sha256(shop)}`],
    ["another key's secret", `Bearer ${aKey('shop1', 'b')}`],
    ['an unknown id', `Bearer ${aKey('shop2')}`],
    ['an id of the prototype', `Bearer ${aKey('constructor')}`],
    ['a cut key', `Bearer ${shop.slice(0, -1)}`],
    ['a longer key', `Bearer ${shop}a`],
    ['something after it', `Bearer ${shop} x`],
    ['two keys', `Bearer ${audit},${shop}`],
    ['capital letters', `Bearer ${shop.toUpperCase()}`],
  ])('%s', async (_, header) => {
    expect(await ask(header)).toEqual(refused());
  });

  test('any text at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        expect(await ask(`Bearer ${text}`)).toEqual(refused());
      }),
    );
  });

  test('any other 32 bytes', async () => {
    const secret = fc.string({
      unit: fc.constantFrom(...'0123456789abcdef'),
      minLength: 64,
      maxLength: 64,
    });
    await fc.assert(
      fc.asyncProperty(secret, async (digits) => {
        fc.pre(!/^a+$/.test(digits));
        expect(await ask(`Bearer yici_shop1_${digits}`)).toEqual(refused());
      }),
    );
  });
});

describe('a rotation', () => {
  const later = startMs + 600_000;
  const next = aKey('shop2', 'c');
  const both = {
    keys: [
      { id: 'shop1', sha256: sha256(shop), scopes: ['send'], validUntil: iso(later) },
      { id: 'shop2', sha256: sha256(next), scopes: ['send'], validFrom: iso(startMs) },
    ],
  };

  test('lets a caller use either of two keys while it changes', async () => {
    const { ask } = anAuthorizer(both, startMs + 1);

    expect(await ask(`Bearer ${shop}`)).toMatchObject({ isAuthorized: true });
    expect(await ask(`Bearer ${next}`)).toMatchObject({ isAuthorized: true });
  });

  test('begins when it says and not before', async () => {
    expect(await anAuthorizer(both, startMs - 1).ask(`Bearer ${next}`)).toEqual(refused('shop2'));
    expect(await anAuthorizer(both, startMs).ask(`Bearer ${next}`)).toMatchObject({
      isAuthorized: true,
    });
  });

  test('ends when it says: the old key opens nothing from that moment on', async () => {
    expect(await anAuthorizer(both, later - 1).ask(`Bearer ${shop}`)).toMatchObject({
      isAuthorized: true,
    });
    expect(await anAuthorizer(both, later).ask(`Bearer ${shop}`)).toEqual(refused('shop1'));
  });
});

describe('while the keys cannot be read', () => {
  test.each([new Unavailable('parameter'), new Misconfigured('parameter')])(
    'a good key is not refused, which API Gateway would remember: %s',
    async (error) => {
      const output = capturedOutput();
      const handler = createHandler({
        accessKeys: () => Promise.reject(error),
        routeScopes,
        log: output.log,
        now: () => startMs,
      });
      const asked = handler({
        routeKey: 'POST /v1/messages',
        headers: { authorization: `Bearer ${shop}` },
        requestContext,
      });

      await expect(asked).rejects.toBe(error);
      expect(output.lines).toEqual([]);
    },
  );
});

describe('the stored keys', () => {
  const [first] = stored.keys;

  test.each([
    ['no JSON', 'SECRET'],
    ['another shape', '[]'],
    ['a key without a hash', JSON.stringify({ keys: [{ id: 'a', scopes: [] }] })],
    ['a key in the place of its hash', JSON.stringify({ keys: [{ ...first, sha256: shop }] })],
    ['a time without a zone', JSON.stringify({ keys: [{ ...first, validUntil: '2026-01-01' }] })],
    [
      'a time that there is not, which would never come',
      JSON.stringify({ keys: [{ ...first, validUntil: '2026-13-01T00:00:00Z' }] }),
    ],
    ['scopes that are no list', JSON.stringify({ keys: [{ ...first, scopes: 'send' }] })],
    ['two keys of one id', JSON.stringify({ keys: [first, first] })],
  ])('are refused as a whole, and not shown: %s', (_, text) => {
    expect(() => parseAccessKeys(text)).toThrow(
      new Misconfigured('the access keys are not in the documented form'),
    );
  });

  test('may be none: then nobody is let in', async () => {
    expect(await anAuthorizer({ keys: [] }).ask(`Bearer ${shop}`)).toEqual(refused());
  });
});

describe('what is written down', () => {
  test('is who was let in where, once', async () => {
    const { ask, output } = anAuthorizer();
    await ask(`Bearer ${shop}`);

    expect(output.logged()).toEqual([
      { level: 'INFO', event: 'caller.allowed', route: 'POST /v1/messages', keyId: 'shop1' },
    ]);
  });

  test('is why one was not', async () => {
    const { ask, output } = anAuthorizer();
    await ask(`Bearer ${audit}`);

    expect(output.logged()).toEqual([
      {
        level: 'WARN',
        event: 'caller.refused',
        route: 'POST /v1/messages',
        reason: 'scope',
        keyId: 'audit',
      },
    ]);
    expect(output.counted()).toEqual(['CallerRefused']);
  });

  test('never holds a key, nor an id that nobody has: it may be a secret in the wrong place', async () => {
    const { ask, output } = anAuthorizer();
    for (const header of [shop, audit, aKey('shop1', 'f'), aKey('secretinthewrongplace')]) {
      await ask(`Bearer ${header}`);
    }

    expect(output.lines.join()).not.toMatch(/yici_|secretinthewrongplace|[a-f]{32}/);
  });
});
