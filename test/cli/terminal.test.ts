import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createTerminal } from '../../cli/terminal.ts';
import { same } from '../../cli/text.ts';

const terminalAt = (isTTY: boolean) => {
  let nowMs = 0;
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  const terminal = createTerminal({
    stdin: Object.assign(new PassThrough(), { isTTY }),
    stderr,
    language: 'en',
    mayAsk: true,
    now: () => nowMs,
  });
  return {
    shown: () => stderr.read() ?? '',
    progressAt: (timeMs: number, text: string) => {
      nowMs = timeMs;
      terminal.progress(same(text));
    },
  };
};

test('off a screen progress is not shown of what is soon done, and then every two seconds', () => {
  const { progressAt, shown } = terminalAt(false);

  progressAt(0, 'one');
  progressAt(1_999, 'two');
  expect(shown()).toBe('');

  progressAt(2_000, 'three');
  progressAt(3_999, 'four');
  progressAt(4_000, 'five');
  expect(shown()).toBe('three\nfive\n');
});

test('on a screen progress is one line that changes at once', () => {
  const { progressAt, shown } = terminalAt(true);

  progressAt(0, 'one');
  progressAt(1, 'two');

  expect(shown()).toBe('\r\u001b[2Kone\r\u001b[2Ktwo');
});
