import { expect, test } from 'vitest';
import { exploreStates } from './credit-states.ts';
import { arrows, drawCreditStates, pictures } from './draw-credit-states.ts';
import { readPage } from './markdown.ts';

test('the picture of the states shows every transition that there is, and no other', async () => {
  const drawn = arrows.flatMap(({ edges }) => edges);

  expect([...drawn].sort()).toEqual([...(await exploreStates())].sort());
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('no time turns unknown into available, and nothing but the user makes spent available again', async () => {
  const edges = [...(await exploreStates())];

  expect(edges.filter((edge) => /^unknown -> \w+: the/.test(edge))).toEqual([]);
  expect(edges.filter((edge) => edge.startsWith('spent -> '))).toEqual([
    'spent -> available: record',
    'spent -> none: erase',
  ]);
});

test.each(['en', 'zh'] as const)(
  'the picture that is kept is the one that is drawn (%s)',
  (language) => {
    // `node test/docs/draw-credit-states.ts` draws it anew
    expect(readPage(pictures[language])).toBe(drawCreditStates(language));
  },
);
