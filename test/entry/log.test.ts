import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type { CountAt } from '../../src/entry/count-at.ts';
import { jsonLog, type LogFields } from '../../src/entry/log.ts';

const capture = () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line));
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
};

/** What a terminal could take for a command, or a log reader for the end of a line. */
const control = /[\p{Cc}\u2028\u2029]/u;

test('one fact is one JSON object on one line', () => {
  const { log, lines, last } = capture();

  log.info('message.sent', { scene: 1001, user: 'u', delivered: true });

  expect(lines).toHaveLength(1);
  expect(last()).toEqual({ event: 'message.sent', scene: 1001, user: 'u', delivered: true });
});

test('what went well has no level, which is INFO to Lambda; all else is spelled as Lambda filters it', () => {
  const { log, lines } = capture();

  log.info('message.sent');
  log.warn('message.refused');
  log.error('message.unknown');

  expect(lines.map((line) => JSON.parse(line).level)).toEqual([undefined, 'WARN', 'ERROR']);
});

test('a log made of another carries the fields of both, and leaves the first as it was', () => {
  const { log, lines } = capture();

  log.with({ requestId: 'r' }).with({ scene: 1 }).info('message.sent', { user: 'u' });
  log.info('message.sent');

  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    requestId: 'r',
    scene: 1,
    user: 'u',
  });
  expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('requestId');
});

test('a field without a value is not there', () => {
  const { log, last } = capture();

  log.info('message.sent', { errcode: undefined });

  expect(last()).not.toHaveProperty('errcode');
});

test('a long value is cut', () => {
  const { log, last } = capture();

  log.info('request.invalid', { reason: 'x'.repeat(10_000) });

  expect(last().reason).toBe('x'.repeat(256));
});

test('no object is logged as it came: to tsc a field is one value, or what countAt makes', () => {
  expectTypeOf<ReturnType<CountAt>>().toExtend<LogFields>();
  expectTypeOf<{ body: object }>().not.toExtend<LogFields>();
  expectTypeOf<{ query: Record<string, string> }>().not.toExtend<LogFields>();
  expectTypeOf<{ answer: { openid: string } }>().not.toExtend<LogFields>();
  expectTypeOf<{ openids: readonly string[] }>().not.toExtend<LogFields>();
  expectTypeOf<{ reason: Error }>().not.toExtend<LogFields>();
  expectTypeOf<{ body: unknown }>().not.toExtend<LogFields>();
});

test.each([
  ['a line break', 'a\nb\r\nc'],
  ['an ANSI escape', '\u001b[2J\u001b[31mred'],
  ['an 8-bit ANSI escape', '\u009b2Jgone'],
  ['a bell and a backspace', '\u0007\b\b\b\u007f'],
  ['separators that some readers take for line breaks', 'a\u0085b\u2028c\u2029d'],
  ['an end of JSON', '"}\n{"level":"ERROR","event":"forged'],
  ['a NUL', 'a\u0000b'],
])('%s in a value stays inside its string', (_, value) => {
  const { log, lines, last } = capture();

  log.info('request.invalid', { reason: value });

  expect(lines[0]).not.toMatch(control);
  expect(last()).toMatchObject({ event: 'request.invalid', reason: value });
});

test('whatever the values are, every line is one JSON object without raw control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
      const { log, lines, last } = capture();

      log.warn('request.failed', { reason: value });

      expect(lines[0]).not.toMatch(control);
      expect(last().event).toBe('request.failed');
    }),
  );
});
