import { afterEach, describe, expect, test } from 'vitest';
import { mostBytes } from '../../cli/access-keys/key-list.ts';
import { createHandler } from '../../functions/authorize-key/handler.ts';
import { routeScopes } from '../../lib/routes.ts';
import { parseAccessKeys } from '../../src/aws/access-keys.ts';
import { capturedOutput } from '../support/captured-output.ts';
import { runHere } from './in-process.ts';
import { localWorld } from './local-world.ts';

const world = localWorld();
const stored = () => world.parameter('access-keys');
const dayMs = 86_400_000;

/** The authorizer as an environment that starts now has it, or one that lives `days` from now. */
const opens = async (key: string, routeKey: string, days = 0): Promise<boolean> => {
  const { log } = capturedOutput();
  const handler = createHandler({
    accessKeys: async () => parseAccessKeys(await stored()),
    routeScopes,
    log,
    now: () => Date.now() + days * dayMs,
  });
  const { isAuthorized } = await handler({
    routeKey,
    headers: { authorization: `Bearer ${key}` },
    requestContext: { requestId: 'gateway-request' },
  });
  return isAuthorized;
};

const send = 'POST /v1/messages';
const erase = 'DELETE /v1/users/{openid}';

afterEach(() => world.put('access-keys', '{"keys":[]}'));

describe('a key that was added', () => {
  test('opens the routes of its scopes and no other', async () => {
    const { code, json } = await world.json(['keys', 'add', '--name', 'shop', '--scopes', 'send']);

    expect(code).toBe(0);
    expect(json).toMatchObject({
      name: 'shop',
      scopes: ['send'],
      state: 'valid',
      validUntil: null,
    });
    expect(await opens(json.key, send)).toBe(true);
    expect(await opens(json.key, erase)).toBe(false);
  });

  test('is shown once: neither Parameter Store nor the list has it', async () => {
    const { json, stderr } = await world.json(['keys', 'add', '--name', 'a', '--scopes', 'read']);
    const list = await world.json(['keys', 'list']);
    const text = await world.run(['keys', 'list']);

    expect(json.key).toMatch(/^yici_a_[0-9a-f]{64}$/);
    const secret = json.key.slice('yici_a_'.length);
    for (const seen of [await stored(), stderr, list.stdout, text.stdout]) {
      expect(seen).not.toContain(secret);
    }
    expect(list.json.keys).toEqual([
      { name: 'a', scopes: ['read'], state: 'valid', validFrom: null, validUntil: null },
    ]);
  });

  test('ends when it was said to', async () => {
    const args = ['keys', 'add', '--name', 'trial', '--scopes', 'read,send', '--expires', '90d'];
    const { json } = await world.json(args);

    expect(await opens(json.key, send, 89)).toBe(true);
    expect(await opens(json.key, send, 91)).toBe(false);
  });

  test('is written where there is no list yet', async () => {
    await world.remove('access-keys');

    const { json } = await world.json(['keys', 'add', '--name', 'first', '--scopes', 'erase']);

    expect(await opens(json.key, erase)).toBe(true);
  });

  test('does not take the place of one with its name', async () => {
    const args = ['keys', 'add', '--name', 'shop', '--scopes', 'send'];
    const { json } = await world.json(args);
    const again = await world.json(args);

    expect(again).toMatchObject({ code: 1, json: { error: { code: 'exists' } } });
    expect(await opens(json.key, send)).toBe(true);
  });

  test('leaves those that were there, whole', async () => {
    const other = {
      id: 'old',
      sha256: 'a'.repeat(64),
      scopes: ['read'],
      validFrom: '2026-01-01T00:00:00.000Z',
    };
    await world.put('access-keys', JSON.stringify({ keys: [other] }));

    await world.json(['keys', 'add', '--name', 'shop', '--scopes', 'send']);

    expect(JSON.parse(await stored()).keys[0]).toEqual(other);
  });
});

describe('a rotation', () => {
  test('has two keys valid at once, until the days are over', async () => {
    const { json: old } = await world.json(['keys', 'add', '--name', 'shop', '--scopes', 'send']);
    const { code, json } = await world.json(['keys', 'rotate', 'shop', '--overlap-days', '3']);

    expect(code).toBe(0);
    expect(json).toMatchObject({ name: 'shop2', scopes: ['send'], old: { name: 'shop' } });
    expect(await opens(old.key, send, 2)).toBe(true);
    expect(await opens(json.key, send, 2)).toBe(true);
    expect(await opens(old.key, send, 4)).toBe(false);
    expect(await opens(json.key, send, 4)).toBe(true);
  });

  test('does not lengthen the life of a key that ends sooner', async () => {
    const args = ['keys', 'add', '--name', 'shop', '--scopes', 'send', '--expires', '1d'];
    const { json: old } = await world.json(args);

    await world.json(['keys', 'rotate', 'shop']);

    expect(await opens(old.key, send, 2)).toBe(false);
  });

  test('goes on from the newest', async () => {
    await world.json(['keys', 'add', '--name', 'shop', '--scopes', 'send']);
    await world.json(['keys', 'rotate', 'shop']);
    const { json } = await world.json(['keys', 'rotate', 'shop2']);

    expect(json).toMatchObject({ name: 'shop3', old: { name: 'shop2' } });
  });

  test('of a key that is over, or not there, is refused', async () => {
    const ended = {
      id: 'ended',
      sha256: 'a'.repeat(64),
      scopes: ['read'],
      validUntil: '2026-01-01T00:00:00Z',
    };
    await world.put('access-keys', JSON.stringify({ keys: [ended] }));

    const over = await world.json(['keys', 'rotate', 'ended']);
    const none = await world.json(['keys', 'rotate', 'nobody']);

    expect(over).toMatchObject({ code: 1, json: { error: { code: 'expired' } } });
    expect(none).toMatchObject({ code: 3, json: { error: { code: 'no_such_key' } } });
  });
});

describe('a key that was revoked', () => {
  test('opens nothing, and the others go on', async () => {
    const { json: shop } = await world.json(['keys', 'add', '--name', 'shop', '--scopes', 'send']);
    const { json: audit } = await world.json([
      'keys',
      'add',
      '--name',
      'audit',
      '--scopes',
      'send',
    ]);

    const asked = await world.run(['keys', 'revoke', 'shop']);
    const standing = await opens(shop.key, send);
    const { code, json } = await world.json(['keys', 'revoke', 'shop', '--yes']);
    const again = await world.json(['keys', 'revoke', 'shop', '--yes']);

    expect(asked).toMatchObject({ code: 2, stdout: '' });
    expect(standing).toBe(true);
    expect({ code, json }).toEqual({ code: 0, json: { revoked: 'shop' } });
    expect(await opens(shop.key, send)).toBe(false);
    expect(await opens(audit.key, send)).toBe(true);
    expect(again).toMatchObject({ code: 3, json: { error: { code: 'no_such_key' } } });
  });
});

test('a list that the function could not read is not written over', async () => {
  await world.put('access-keys', '{"keys":"topsecret"}');

  const ran = await world.json(['keys', 'add', '--name', 'a', '--scopes', 'send']);

  expect(ran).toMatchObject({ code: 1, json: { error: { code: 'malformed_keys' } } });
  expect(ran.stdout).not.toContain('topsecret');
  expect(await stored()).toBe('{"keys":"topsecret"}');
});

test('a list that Parameter Store would not hold is refused before it is written', async () => {
  const keyOf = (index: number) => ({
    id: `key${index}`,
    sha256: 'a'.repeat(64),
    scopes: ['send'],
  });
  const listOf = (length: number) =>
    JSON.stringify({ keys: Array.from({ length }, (_, index) => keyOf(index)) });
  let most = 1;
  while (listOf(most + 1).length <= mostBytes) most += 1;
  const full = listOf(most);
  await world.put('access-keys', full);

  const ran = await world.json(['keys', 'add', '--name', 'onemore', '--scopes', 'send']);

  expect(ran).toMatchObject({ code: 1, json: { error: { code: 'too_many' } } });
  expect(await stored()).toBe(full);
});

test('a stage that asks for no keys is told so, beside the result', async () => {
  const { code, stdout, stderr } = await world.run(['keys', 'list']);

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'There are none.\n' });
  expect(stderr).toContain("this stage's authorizer is iam");
});

test.each([
  [['add', '--scopes', 'send'], 'The name of a key'],
  [['add', '--name', 'my_shop', '--scopes', 'send'], 'The name of a key'],
  [['add', '--name', 'shop'], '--scopes takes one or more'],
  [['add', '--name', 'shop', '--scopes', 'send,admin'], '--scopes takes one or more'],
  [['add', '--name', 'shop', '--scopes', 'send', '--expires', '0d'], '--expires takes days'],
  [
    ['add', '--name', 'shop', '--scopes', 'send', '--expires', '2020-01-01T00:00:00Z'],
    '--expires takes days',
  ],
  [['rotate', 'shop', '--overlap-days', '0'], '--overlap-days must be an integer'],
  [['frobnicate'], 'There is no such command'],
  [[], 'No command was given'],
])('keys %j is a usage error', async (args, sentence) => {
  const ran = await runHere(['keys', ...args]);

  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain(sentence);
});
