import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pages, readPage, root, withoutFences } from './markdown.ts';

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = (path: string): readonly string[] =>
  [...withoutFences(readPage(path)).matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );

const links = (path: string): readonly string[] =>
  [...withoutFences(readPage(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

test('the pages that people read are found', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['README.md', 'README.zh-CN.md', 'AGENTS.md', 'docs/architecture.md']),
  );
});

describe.each(pages)('%s', (path) => {
  test('its links lead somewhere', () => {
    for (const link of links(path)) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect([link, existsSync(join(root, target))]).toEqual([link, true]);
      if (anchor !== undefined)
        expect([link, anchors(target)]).toEqual([link, expect.arrayContaining([anchor])]);
    }
  });

  test('every link by reference has its address, and every address a use', () => {
    const page = withoutFences(readPage(path));
    const addresses = [...page.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name);
    const uses = [...page.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name);

    expect([...new Set(uses)].sort()).toEqual(addresses.sort());
  });

  test('it is written without dashes in the place of sentences', () => {
    expect(withoutFences(readPage(path))).not.toMatch(/\u2014/);
  });
});

test('the pictures stay small', () => {
  for (const page of ['README.md', 'README.zh-CN.md']) {
    const pictures = links(page).filter((link) => link.endsWith('.png'));
    expect(pictures).toHaveLength(1);
    for (const picture of pictures) {
      expect(statSync(join(root, picture)).size).toBeLessThan(200 * 1024);
    }
  }
});
