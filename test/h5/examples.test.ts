import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as kit from '../../h5/yici.js';

const read = (path: string) => readFile(new URL(`../../examples/${path}`, import.meta.url), 'utf8');
const exported = new Set(Object.keys(kit));

describe('the H5 examples', () => {
  it('the plain page calls only what the kit has, in syntax that old webviews know', async () => {
    const page = await read('h5-plain/index.html');
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
    const called = [...script.matchAll(/\byici\.(\w+)\(/g)].map(([, name = '']) => name);

    expect(called.sort()).toEqual(['reportConsent', 'subscribe']);
    expect(called.every((name) => exported.has(name))).toBe(true);
    const [es2017, latest] = await Promise.all(
      (['es2017', 'esnext'] as const).map((target) => transform(script, { target })),
    );
    expect(es2017?.code).toBe(latest?.code);
  });

  it('the uni-app page imports only what the kit has, and parses', async () => {
    const page = await read('h5-uniapp/course.vue');
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
    const imported = /import \{ ([^}]*) \} from '@\/yici\.js'/.exec(script)?.[1]?.split(', ') ?? [];

    expect(imported).toEqual(['readConsent', 'subscribe']);
    expect(imported.every((name) => exported.has(name))).toBe(true);
    await expect(transform(script)).resolves.toHaveProperty('warnings', []);
  });

  it('neither repeats the mistakes that the pasted snippet makes', async () => {
    for (const path of ['h5-plain/index.html', 'h5-uniapp/course.vue']) {
      const code = (await read(path)).replace(/\/\/.*$|<!--[\s\S]*?-->/gm, '');
      expect(code).not.toMatch(
        /location\.href|redirect_url|mp\.weixin|\bopenid\b|template_id|appid/,
      );
    }
  });
});
