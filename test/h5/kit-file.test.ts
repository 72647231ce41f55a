import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { iifeFile, iifeText, moduleFile } from '../../h5/build.ts';

// esbuild rewrites whatever the target lacks; so a file that it leaves alone is within the target.
const isWithinEs2017 = async (text: string) =>
  (await transform(text, { target: 'es2017' })).code ===
  (await transform(text, { target: 'esnext' })).code;

describe('the shipped files', () => {
  it('the committed yici.iife.js is what h5/build.ts makes', async () => {
    expect(await readFile(iifeFile, 'utf8')).toBe(await iifeText());
  });

  it('both are ES2017 in syntax', async () => {
    expect(await isWithinEs2017(await readFile(moduleFile, 'utf8'))).toBe(true);
    expect(await isWithinEs2017(await readFile(iifeFile, 'utf8'))).toBe(true);
  });

  it.each([
    'a?.b',
    'a ?? b',
    '({ ...a })',
    'try { a() } catch { b() }',
    'class A { b = 1 }',
    'a ||= b',
    '(async () => { for await (const a of b) c(a); })',
    '/(?<=a)b/.test(c)',
  ])('that check notices %s', async (later) => {
    expect(await isWithinEs2017(later)).toBe(false);
  });

  it('both use no library call younger than ES2017, and none that needs a secure context', async () => {
    const young =
      /\.(?:replaceAll|matchAll|flatMap|flat|finally|fromEntries|allSettled|at|trimStart|trimEnd|hasOwn|any)\(|crypto|globalThis|AbortController|URLSearchParams|structuredClone|randomUUID/;
    for (const file of [moduleFile, iifeFile]) {
      const code = (await readFile(file, 'utf8')).replace(/\/\/.*$/gm, '');
      expect(young.exec(code)?.[0]).toBeUndefined();
    }
  });

  it('the module can be evaluated where there is no browser', async () => {
    const { entryUrl, environment, readConsent } = await import('../../h5/yici.js');

    expect(entryUrl).toBe('');
    expect(readConsent()).toBe(null);
    expect(environment('Mozilla/5.0 (X11; Linux x86_64)')).toBe('desktop');
  });
});
