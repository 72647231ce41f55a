import { expect, test } from 'vitest';
import { browserCookie } from '../../src/entry/browser-cookie.ts';

const secret = '0123456789abcdef0123456789abcdef';
const other = 'fedcba9876543210fedcba9876543210';
const secure = browserCookie('https://yici.example.com/base');
const plain = browserCookie('http://127.0.0.1:3000');
const name = '__Host-yici-01234567';

test('over https the cookie is bound to its host, out of reach of scripts and of other sites', () => {
  expect(secure.set(secret)).toBe(
    `${name}=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`,
  );
});

test('over http, which is for this machine and its network alone, it can be no __Host- cookie', () => {
  expect(plain.set(secret)).toBe(
    `yici-01234567=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`,
  );
});

test('the secret is read back among other cookies', () => {
  expect(secure.read(['a=1', `${name}=${secret}`, 'z=2', 'yici', ''])).toEqual([secret]);
  expect(plain.read([`yici-01234567=${secret}`])).toEqual([secret]);
});

test('a second one does not take the place of the first, and both are read in one order', () => {
  const nameOf = (value: string) => secure.set(value).split('=')[0];
  const both = [secret, other].map((value) => `${nameOf(value)}=${value}`);

  expect(nameOf(other)).not.toBe(name);
  expect(secure.read(both)).toEqual([secret, other]);
  expect(secure.read([...both].reverse())).toEqual([secret, other]);
});

test('a plain cookie is not taken for the one of the https host, nor the other way round', () => {
  expect(secure.read([`yici-01234567=${secret}`])).toEqual([]);
  expect(plain.read([`${name}=${secret}`])).toEqual([]);
  expect(secure.read([`x${name}=${secret}`, `${name}2=${secret}`])).toEqual([]);
});

test.each([
  '',
  'short',
  secret.toUpperCase(),
  `${secret}0`,
  `${secret}; x`,
  `"${secret}"`,
  'g'.repeat(32),
  other,
])('a value that we did not make is none: %s', (value) => {
  expect(secure.read([`${name}=${value}`])).toEqual([]);
});

test('without cookies there is none', () => {
  expect(secure.read([])).toEqual([]);
});
