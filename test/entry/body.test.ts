import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidInput } from '../../src/domain/errors.ts';
import { readBody } from '../../src/entry/body.ts';
import * as field from '../../src/entry/fields.ts';

const schema = field.object({ title: field.string });
const read = (body: string | undefined) => readBody(schema, body);

test('a JSON object of the known fields is read, whatever stands around it', () => {
  expect(read('{"title":"好"}')).toEqual({ title: '好' });
  expect(read(' \r\n{"title":"\\u597d"}\n')).toEqual({ title: '好' });
});

test.each([undefined, ''])('no body is refused by saying so', (body) => {
  expect(() => read(body)).toThrow(new InvalidInput('the body must be JSON, got none'));
});

test.each([
  '{',
  'title=x',
  "{'title':'x'}",
  '{"title":"x"}}',
  '{"title":NaN}',
  '\ufeff{}',
  '\u0000',
])('what is not JSON is refused without being shown: %j', (body) => {
  expect(() => read(body)).toThrow(new InvalidInput('the body must be JSON'));
});

test('a body is measured in bytes, before it is parsed', () => {
  const exactly = `{"title":"${'课'.repeat(2_726)}..."}`;
  expect(Buffer.byteLength(exactly)).toBe(8_193);

  expect(() => read(exactly)).toThrow('the body must be at most 8192 bytes, got 8193');
  expect(read(exactly.replace('...', '..'))).toMatchObject({ title: `${'课'.repeat(2_726)}..` });
  expect(() => read('['.repeat(10_000_000))).toThrow('at most 8192 bytes, got 10000000');
});

test.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'a field named %s is as unknown as any other, and touches nothing',
  (name) => {
    expect(() => read(`{"title":"x","${name}":{"polluted":true}}`)).toThrow(
      new InvalidInput(`${name} is not a known field`),
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
);

test('a known field inside __proto__ is not taken for the field', () => {
  expect(() => read('{"__proto__":{"title":"x"}}')).toThrow(InvalidInput);
});

test.each([
  ['[', ']'],
  ['{"title":', '}'],
  ['[{"a":', '}]'],
])('deep nesting (%s) is refused like any other wrong type', (open, close) => {
  const depth = Math.floor(8_000 / (open.length + close.length));

  expect(() => read(`${open.repeat(depth)}1${close.repeat(depth)}`)).toThrow(InvalidInput);
});

test('whatever the body is, it is read or refused as invalid, and nothing else is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.json().map((text) => `{"title":${text}}`),
      ),
      (body) => {
        try {
          expect(typeof read(body).title).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      },
    ),
  );
});
