import { describe, expect, test } from 'vitest';
import {
  flag,
  integer,
  list,
  oneOf,
  optional,
  readEnv,
  text,
  textMap,
} from '../../src/entry/env.ts';

test('an environment is read into what its function works with', () => {
  const env = readEnv(
    {
      STAGE: text,
      LIFETIME: optional(integer),
      SCENES: list(integer),
      ALLOW: flag,
      TARGETS: textMap,
    },
    {
      STAGE: 'dev',
      LIFETIME: '',
      SCENES: '1001,1002',
      ALLOW: 'true',
      TARGETS: '{"a":"https://a/"}',
    },
  );

  expect(env).toEqual({
    STAGE: 'dev',
    LIFETIME: undefined,
    SCENES: [1001, 1002],
    ALLOW: true,
    TARGETS: { a: 'https://a/' },
  });
});

test('all that is wrong is said at once, by name and without the values', () => {
  const read = () =>
    readEnv(
      { A: text, B: text, C: integer, D: oneOf('hold', 'reconcile'), E: textMap, F: text },
      { B: '', C: 'CANARY', D: 'CANARY', E: 'CANARY', F: 'fine' },
    );

  expect(read).toThrow(
    'environment: A is missing; B must not be empty; C must be a non-negative integer; ' +
      'D must be one of hold, reconcile; E must be a JSON object',
  );
  expect(read).not.toThrow('CANARY');
});

describe('a value that is not in form is refused', () => {
  test.each(['', ' 1', '01', '1.0', '-1', '1e3', '0x1', '1000000000000000', '１'])(
    'integer: %j',
    (raw) => {
      expect(() => integer(raw)).toThrow('must be a non-negative integer');
    },
  );

  test.each(['', 'TRUE', '1', 'yes'])('flag: %j', (raw) => {
    expect(() => flag(raw)).toThrow('must be one of true, false');
  });

  test.each(['1,', ',1', '1,,2', '1, 2'])('list of integers: %j', (raw) => {
    expect(() => list(integer)(raw)).toThrow('must be a non-negative integer');
  });

  test.each(['', '{', 'null', '[]', '"a"', '7'])('map: %j', (raw) => {
    expect(() => textMap(raw)).toThrow(/^must be a JSON object$/);
  });

  test.each(['{"a":1}', '{"a":null}', '{"a":{}}'])('map of something else: %j', (raw) => {
    expect(() => textMap(raw)).toThrow('must be a JSON object of strings');
  });
});

test('an empty list and an empty map hold nothing', () => {
  expect(list(text)('')).toEqual([]);
  expect(textMap('{}')).toEqual({});
});
