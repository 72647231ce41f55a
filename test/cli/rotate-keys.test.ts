import { expect, test } from 'vitest';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { confirmByPhone } from '../local/phone.ts';
import { localWorld } from './local-world.ts';

const world = localWorld();
const keys = async () => JSON.parse(await world.parameter('sealing-keys')).keys;

test('a rotation is shown, written once, and then waits', async () => {
  const [old] = await keys();

  const planned = await world.json(['rotate-keys', '--dry-run']);
  const unchanged = await keys();
  const refused = await world.run(['rotate-keys']);
  const written = await world.json(['rotate-keys', '--yes']);
  const again = await world.json(['rotate-keys', '--yes']);

  expect(planned).toMatchObject({
    code: 0,
    json: { status: 'planned', action: 'publish', kid: '02' },
  });
  expect(unchanged).toEqual([old]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('Then:\n  01');
  expect(written).toMatchObject({ code: 0, json: { status: 'written', kid: '02' } });
  expect(written.json.keys.map(({ role }: { role: string }) => role)).toEqual(['signs', 'waits']);
  const now = await keys();
  expect(now).toEqual([
    old,
    { kid: '02', secret: expect.any(String), signsFrom: expect.any(String) },
  ]);
  const signsInMs = Date.parse(now[1].signsFrom) - Date.now();
  expect(signsInMs).toBeGreaterThan(8 * 60_000);
  expect(signsInMs).toBeLessThanOrEqual(10 * 60_000);
  expect(again).toMatchObject({ code: 1, json: { error: { code: 'waiting' } } });
  for (const { stdout, stderr } of [planned, refused, written, again]) {
    for (const { secret } of now) expect(stdout + stderr).not.toContain(secret);
  }
  expect((await confirmByPhone(world.local(), 1001)).searchParams.get('yici')).toBe('confirmed');
});

test('a key is retired when its time has come, not before', async () => {
  const [first] = await keys();
  const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  const listed = [
    { ...first, signsFrom: at(60) },
    { ...first, kid: '0a', signsFrom: at(20) },
    { ...first, kid: '0b', signsFrom: at(1) },
  ];
  await world.put('sealing-keys', JSON.stringify({ keys: listed }));

  const unknown = await world.json(['rotate-keys', '--retire', 'ff', '--yes']);
  const signing = await world.json(['rotate-keys', '--retire', '0b', '--yes']);
  const tooSoon = await world.run(['rotate-keys', '--retire', '0a', '--yes', '--lang', 'zh']);
  const retired = await world.json(['rotate-keys', '--retire', '01', '--yes']);

  expect(unknown).toMatchObject({ code: 3, json: { error: { code: 'no_such_key' } } });
  expect(signing).toMatchObject({ code: 1, json: { error: { code: 'in_use' } } });
  expect(tooSoon.code).toBe(1);
  expect(tooSoon.stderr).toContain('还不能退役');
  expect(retired).toMatchObject({
    code: 0,
    json: { status: 'written', action: 'retire', kid: '01' },
  });
  expect((await keys()).map(({ kid }: { kid: string }) => kid)).toEqual(['0a', '0b']);
  expect(parseSealingKeys(await world.parameter('sealing-keys')).find('01')).toBeUndefined();
});

test.each([
  ['is missing', undefined, 3, 'no_sealing_keys'],
  ['cannot be read', '{"keys":"topsecret"}', 1, 'malformed_keys'],
])('a list that %s is not written over', async (_, value, code, error) => {
  if (value === undefined) await world.remove('sealing-keys');
  else await world.put('sealing-keys', value);

  const ran = await world.json(['rotate-keys', '--yes']);

  expect(ran).toMatchObject({ code, json: { error: { code: error } } });
  expect(ran.stdout).not.toContain('topsecret');
  if (value !== undefined) expect(await world.parameter('sealing-keys')).toBe(value);
});
