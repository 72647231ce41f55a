import { expect, test } from 'vitest';
import { pseudonymizer } from '../../src/aws/pseudonymizer.ts';
import { readParameter, secretParameter } from '../../src/aws/secret-parameter.ts';
import { Misconfigured, Unavailable } from '../../src/domain/errors.ts';
import { pseudonym } from '../../src/domain/pseudonym.ts';
import { aClock, openid } from '../support/builders.ts';
import { startParameterStore } from '../support/parameter-store.ts';

const name = '/yici/dev/secret';
const fiveMinutes = 5 * 60_000;
const upperCase = (value: string) => value.toUpperCase();

const setUp = async () => {
  const store = await startParameterStore();
  const clock = aClock();
  return { store, clock, secret: secretParameter(store.client, name, upperCase, clock.now) };
};

test('a SecureString is read decrypted', async () => {
  const { store } = await setUp();
  await store.put(name, 'one');

  expect(await readParameter(store.client, name)).toBe('one');
});

test('one that is not there is undefined', async () => {
  const { store } = await setUp();

  expect(await readParameter(store.client, name)).toBeUndefined();
});

test('a secret is read once, however many ask at the same time and afterwards', async () => {
  const { store, clock, secret } = await setUp();
  await store.put(name, 'one');

  expect(await Promise.all(Array.from({ length: 50 }, secret))).toEqual(Array(50).fill('ONE'));
  clock.advance(fiveMinutes - 1);
  expect(await secret()).toBe('ONE');

  expect(store.reads()).toBe(1);
});

test('it is read again by its age, once', async () => {
  const { store, clock, secret } = await setUp();
  await store.put(name, 'one');
  await secret();
  await store.put(name, 'two');

  clock.advance(fiveMinutes);

  expect(await Promise.all([secret(), secret(), secret()])).toEqual(['TWO', 'TWO', 'TWO']);
  expect(store.reads()).toBe(2);
});

test('while it cannot be read again, the old one serves, and not every request waits for that', async () => {
  const { store, clock, secret } = await setUp();
  await store.put(name, 'one');
  await secret();
  await store.stop();

  clock.advance(fiveMinutes);
  expect([await secret(), await secret(), await secret()]).toEqual(['ONE', 'ONE', 'ONE']);
  expect(store.reads()).toBe(2);

  clock.advance(30_000);
  expect(await secret()).toBe('ONE');
  expect(store.reads()).toBe(3);
});

test('an old one serves too while the new one is malformed', async () => {
  const store = await startParameterStore();
  const clock = aClock();
  const secret = secretParameter(
    store.client,
    name,
    (value) => {
      if (value === 'broken') throw new Misconfigured('malformed');
      return value;
    },
    clock.now,
  );
  await store.put(name, 'good');
  await secret();
  await store.put(name, 'broken');

  clock.advance(fiveMinutes);

  expect(await secret()).toBe('good');
});

test('one that was never there has to be mended', async () => {
  const { secret } = await setUp();

  await expect(secret()).rejects.toThrow(new Misconfigured(`parameter ${name} does not exist`));
});

test('one that was never read is unavailable while nobody answers, and read as soon as somebody does', async () => {
  const { store, secret } = await setUp();
  await expect(secret()).rejects.toThrow(Misconfigured);

  await store.put(name, 'one');
  expect(await secret()).toBe('ONE');

  await store.stop();
  const other = secretParameter(store.client, name, upperCase, aClock().now);
  await expect(other()).rejects.toThrow(Unavailable);
});

test('a user is shown by a keyed pseudonym, and unnamed rather than not served', async () => {
  const { store, clock } = await setUp();
  const early = pseudonymizer(store.client, name, clock.now);
  expect(await early.pseudonym(openid)).toBe('unnamed');

  await store.put(name, 'key');

  expect(await early.pseudonym(openid)).toBe(pseudonym('key', openid));
  expect(pseudonym('key', openid)).toMatch(/^[0-9a-f]{16}$/);
  expect(pseudonym('other key', openid)).not.toBe(pseudonym('key', openid));
});
