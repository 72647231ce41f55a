import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { text } from '../../h5/demo/words.js';

const h5 = new URL('../../h5/', import.meta.url);
const read = (path: string) => readFile(new URL(path, h5), 'utf8');
const demoFiles = async () =>
  (await readdir(new URL('demo/', h5), { recursive: true })).filter((name) =>
    /\.(?:js|css|html)$/.test(name),
  );

describe('the demo page', () => {
  it('every word that stands in the page has its English', async () => {
    const names = [...(await read('demo/index.html')).matchAll(/data-t="(\w+)"[^>]*>([^<]*)</g)];

    expect(names.length).toBeGreaterThan(25);
    for (const [, name = '', chinese = ''] of names) {
      expect([name, chinese]).toEqual([name, expect.stringMatching(/[\u4e00-\u9fff]/)]);
      expect([name, text(name, 'en')]).toEqual([name, expect.stringMatching(/^[^\s].*/)]);
    }
  });

  it('every word that a script writes is there in both languages', async () => {
    const page = await read('demo/index.html');
    const scripts = await Promise.all(
      ['show.js', 'demo.js', 'calls.js'].map((name) => read(`demo/${name}`)),
    );
    const asked = [...scripts.join('\n').matchAll(/\btext\('(\w+)'/g)].map(([, name = '']) => name);
    const composed = [
      'confirmed',
      'spent',
      'cancelled',
      'cancelled_kept',
      'used',
      'expired',
      'invalid',
      'trouble',
      'outside',
    ];
    const names = [...asked, ...composed.flatMap((name) => [`${name}_title`, `${name}_text`])];

    expect(asked.length).toBeGreaterThan(10);
    for (const name of names) {
      const chinese = text(name, 'zh') ?? (page.includes(`data-t="${name}"`) ? 'in the page' : '');
      expect([name, Boolean(chinese), Boolean(text(name, 'en'))]).toEqual([name, true, true]);
    }
  });

  it('loads nothing from elsewhere', async () => {
    for (const name of await demoFiles()) {
      const outside =
        /(?:src|href)="(?:https?:)?\/\/[^"]*"|@import|url\(\s*["']?https?:|from '(?:https?:|[a-z@])/;
      expect([name, outside.exec(await read(`demo/${name}`))?.[0]]).toEqual([name, undefined]);
    }
  });

  it('writes text, never markup', async () => {
    for (const name of await demoFiles()) {
      expect([
        name,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/.exec(
          await read(`demo/${name}`),
        ),
      ]).toEqual([name, null]);
    }
  });
});
