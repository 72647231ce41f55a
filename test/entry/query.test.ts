import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../src/domain/errors.ts';
import { readQuery } from '../../src/entry/query.ts';

const names = ['openid', 'scene', 'state'] as const;
const read = (raw: string) => readQuery(raw, names);

describe('what is read', () => {
  test.each<[string, Record<string, string>]>([
    ['', {}],
    ['scene=1001', { scene: '1001' }],
    ['scene=1&openid=o', { openid: 'o', scene: '1' }],
    ['openid=o&scene=1', { openid: 'o', scene: '1' }],
    ['state=', { state: '' }],
    ['state', { state: '' }],
    ['state=a=b==', { state: 'a=b==' }],
    ['state=a+b', { state: 'a b' }],
    ['state=a%2Bb', { state: 'a+b' }],
    ['state=%E8%AF%BE%20%F0%9F%98%80', { state: '课 😀' }],
    ['state=课', { state: '课' }],
    ['state=%2526', { state: '%26' }],
    ['%73cene=1', { scene: '1' }],
    ['&&scene=1&', { scene: '1' }],
    ['openid=o&amp;scene=1&amp;amp;state=a', { openid: 'o', scene: '1', state: 'a' }],
    ['state=a&amp;b&amp;scene=1', { scene: '1', state: 'a' }],
    ['scene=1%26openid%3Do', { scene: '1&openid=o' }],
  ])('of %s', (raw, expected) => {
    expect(read(raw)).toEqual(expected);
  });

  test('nothing but the known names, whatever stands beside them', () => {
    const raw =
      'utm=1&utm=2&%zz=1&SCENE=2&scene[]=3&AMP;scene=4&amp%3Bscene=5&__proto__=5&constructor=6&scene=1';

    expect(read(raw)).toEqual({ scene: '1' });
  });

  test('the same in whatever order the parameters come', () => {
    const pairs = ['openid=o', 'scene=1', 'state=s', 'from=timeline', 'from=again'];
    fc.assert(
      fc.property(fc.shuffledSubarray(pairs, { minLength: pairs.length }), (shuffled) => {
        expect(read(shuffled.join('&'))).toEqual({ openid: 'o', scene: '1', state: 's' });
      }),
    );
  });

  test('whatever a browser has encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (state) => {
        expect(read(`state=${encodeURIComponent(state)}`)).toEqual({ state });
        expect(read(new URLSearchParams({ state }).toString())).toEqual({ state });
      }),
    );
  });
});

describe('what is refused', () => {
  test.each([
    'scene=1&scene=2',
    'scene=1&scene=1',
    'scene=&scene=1',
    'scene=1&scene',
    'scene=1&%73cene=2',
    'scene=1&sc%65ne=2',
    'scene=1&amp;scene=1',
    'amp;scene=1&scene=2',
    'scene=1&openid=o&scene=2',
  ])('a known name that is there twice: %s', (raw) => {
    expect(() => read(raw)).toThrow(new InvalidInput('scene is there more than once'));
  });

  test.each(['%', '%4', '%zz', '%E8%AF', '%C0%80', '%ED%A0%80', '%FF', 'a%'])(
    'a value that is not percent-encoded UTF-8: %s',
    (value) => {
      expect(() => read(`state=${value}`)).toThrow(
        new InvalidInput('state is not valid percent-encoding'),
      );
    },
  );
});
