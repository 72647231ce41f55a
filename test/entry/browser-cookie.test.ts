import { expect, test } from 'vitest';
import { browserCookie, readBrowserSecret } from '../../src/entry/browser-cookie.ts';

const secret = '0123456789abcdef0123456789abcdef';
const secure = browserCookie('https://yici.example.com/base');
const plain = browserCookie('http://127.0.0.1:3000');

test('over https the cookie is bound to its host, out of reach of scripts and of other sites', () => {
  expect(secure.set(secret)).toBe(
    `__Host-yici=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`,
  );
});

test('over http, which is for this machine and its network alone, it can be no __Host- cookie', () => {
  expect(plain.set(secret)).toBe(`yici=${secret}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`);
});

test('the secret is read back among other cookies', () => {
  expect(readBrowserSecret(['a=1', `__Host-yici=${secret}`, 'z=2'], secure)).toBe(secret);
  expect(readBrowserSecret([`yici=${secret}`], plain)).toBe(secret);
});

test('a plain cookie is not taken for the one of the https host, nor the other way round', () => {
  expect(readBrowserSecret([`yici=${secret}`], secure)).toBeUndefined();
  expect(readBrowserSecret([`__Host-yici=${secret}`], plain)).toBeUndefined();
  expect(
    readBrowserSecret([`x__Host-yici=${secret}`, `__Host-yici2=${secret}`], secure),
  ).toBeUndefined();
});

test.each([
  '',
  'short',
  secret.toUpperCase(),
  `${secret}0`,
  `${secret}; x`,
  `"${secret}"`,
  'g'.repeat(32),
])('a value that we did not make is none: %s', (value) => {
  expect(readBrowserSecret([`__Host-yici=${value}`], secure)).toBeUndefined();
});

test('without cookies there is none', () => {
  expect(readBrowserSecret([], secure)).toBeUndefined();
});
