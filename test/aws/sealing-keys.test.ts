import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { parseSealingKeys } from '../../src/aws/sealing-keys.ts';
import { secretParameter } from '../../src/aws/secret-parameter.ts';
import { Misconfigured } from '../../src/domain/errors.ts';
import { aClock, startMs } from '../support/builders.ts';
import { startParameterStore } from '../support/parameter-store.ts';

const key = (kid: string, byte: number, signsFrom = '2026-11-01T00:00:00Z') => ({
  kid,
  secret: Buffer.alloc(32, byte).toString('base64'),
  signsFrom,
});
const ring = (...keys: unknown[]) => JSON.stringify({ keys });

test('a ring is read, and its newest key that may sign does', () => {
  const keys = parseSealingKeys(
    ring(
      key('01', 1),
      key('02', 2, '2026-11-22T00:00:00Z'),
      key('03', 3, '2026-11-24T00:00:00.5Z'),
    ),
  );

  expect(keys.signingKey(startMs).kid).toBe('02');
  expect(keys.signingKey(startMs + 2 * 86_400_000).kid).toBe('03');
  for (const kid of ['01', '02', '03']) expect(keys.find(kid)?.kid).toBe(kid);
  expect(keys.find('04')).toBeUndefined();
});

const good = key('01', 1);

test.each<[string, string]>([
  ['not JSON', 'CANARY'],
  ['half of its JSON', '{"keys":[{"secret":"CANARY'],
  ['a list', JSON.stringify([good])],
  ['no list', '{"keys":{}}'],
  ['an empty list', '{"keys":[]}'],
  ['null', 'null'],
  ['a key that is no object', '{"keys":[null]}'],
  ['a kid of one digit', ring({ ...good, kid: '1' })],
  ['a kid in upper case', ring({ ...good, kid: '0A' })],
  ['a kid that is a number', ring({ ...good, kid: 1 })],
  ['no kid', ring({ secret: good.secret, signsFrom: good.signsFrom })],
  ['the same kid twice', ring(key('01', 1), key('01', 2))],
  ['a secret of 31 bytes', ring({ ...good, secret: Buffer.alloc(31).toString('base64') })],
  ['a secret of 33 bytes', ring({ ...good, secret: Buffer.alloc(33).toString('base64') })],
  ['a secret in hex', ring({ ...good, secret: 'ab'.repeat(32) })],
  ['a secret that is no base64', ring({ ...good, secret: 'CANARY !' })],
  ['no secret', ring({ kid: '01', signsFrom: good.signsFrom })],
  ['a time without a zone', ring({ ...good, signsFrom: '2026-11-01T00:00:00' })],
  ['a time in seconds', ring({ ...good, signsFrom: 1_795_392_000 })],
  ['a day that does not exist', ring({ ...good, signsFrom: '2026-13-01T00:00:00Z' })],
  ['no time', ring({ kid: '01', secret: good.secret })],
])('a ring with %s has to be mended, and is not shown', (_, json) => {
  const parse = () => parseSealingKeys(json);
  expect(parse).toThrow(Misconfigured);

  try {
    parse();
  } catch (error) {
    const shown = inspect(error, { showHidden: true, depth: null });
    expect(shown).not.toContain('CANARY');
    expect(shown).not.toContain(good.secret);
  }
});

test('a key that was published is known to every reader before it signs', async () => {
  const store = await startParameterStore();
  const clock = aClock();
  const read = secretParameter(store.client, '/keys', parseSealingKeys, clock.now);
  await store.put('/keys', ring(good));
  await read();

  // published ten minutes ahead; a reader takes five at most to see it
  const signsFrom = new Date(clock.now() + 600_000).toISOString();
  await store.put('/keys', ring(good, key('02', 2, signsFrom)));
  expect((await read()).find('02')).toBeUndefined();

  clock.advance(300_000);
  expect((await read()).find('02')?.kid).toBe('02');
  expect((await read()).signingKey(clock.now()).kid).toBe('01');

  clock.advance(300_000);
  expect((await read()).signingKey(clock.now()).kid).toBe('02');
  expect((await read()).find('01')?.kid).toBe('01');
});
