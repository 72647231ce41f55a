import { expect, test } from 'vitest';
import { plantedOpenids, plantedSecrets } from './planted.ts';
import { searchFor } from './spellings.ts';

const secrets = { ...plantedSecrets, ...plantedOpenids };
const all = Object.entries(secrets);
const b64 = (text: string) => Buffer.from(text).toString('base64');

/** Ways in which code has leaked secrets before. */
const leaks: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => `error: ${secret}`,
  'in a query': (secret) => `GET /cgi-bin/token?secret=${encodeURIComponent(secret)}&x=1`,
  'in JSON': (secret) => JSON.stringify({ a: { b: secret } }),
  'in JSON in JSON': (secret) => JSON.stringify({ body: JSON.stringify({ secret }) }),
  'in a basic header': (secret) => `authorization: Basic ${b64(`user:${secret}`)}`,
  'in a base64 body': (secret) => b64(JSON.stringify({ x: 1, secret })),
  'in a base64 body, shifted': (secret) => b64(` ${JSON.stringify({ x: 1, secret })}`),
  'in a base64 body, shifted twice': (secret) => b64(`  ${JSON.stringify({ x: 1, secret })}`),
  'in base64url': (secret) => Buffer.from(`?${secret}`).toString('base64url'),
  'in hex': (secret) => Buffer.from(`a${secret}b`).toString('hex'),
  'in a page': (secret) => `<p>${secret.replaceAll('&', '&amp;')}</p>`,
  'cut short': (secret) => secret.slice(0, 20),
  'its tail': (secret) => `...${secret.slice(-18)}`,
  backwards: (secret) => [...secret].reverse().join(''),
  'in unicode escapes': (secret) =>
    [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
};

test.each(Object.entries(leaks))('a secret that leaks %s is found', (_, leak) => {
  for (const [name, secret] of all) {
    const hits = searchFor(secrets, `some text before ${leak(secret)} and some after`);

    expect(
      hits.map((hit) => hit.secret),
      name,
    ).toEqual([name]);
  }
});

test('the bytes of a key that is stored as base64 are found as well', () => {
  const key = plantedSecrets['sealing key'] ?? '';

  expect(searchFor(secrets, Buffer.from(key, 'base64').toString('hex'))).toHaveLength(1);
});

test('a text without them has no hit, and a hit does not show what it found', () => {
  const clean =
    all
      .map(([name]) => name)
      .join(' ')
      .repeat(50) +
    'x'.repeat(10_000) +
    b64('y'.repeat(10_000));
  expect(searchFor(secrets, clean)).toEqual([]);

  const [hit] = searchFor(secrets, `before ${plantedOpenids['a user']} after`);
  expect(hit?.around).toBe('before [a user] after');
});
