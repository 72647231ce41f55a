import { expect, test } from 'vitest';
import { startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';

const aLine = () => {
  const { log, countAt, lines } = capturedOutput();
  log.info('credit.claimed', { sendId: 'send-1', ...countAt('CreditClaimed', startMs + 50_000) });
  return JSON.parse(lines[0] ?? '');
};

test('a line that counts is one line: its fields, and the embedded metric format', () => {
  expect(aLine()).toEqual({
    event: 'credit.claimed',
    sendId: 'send-1',
    CreditClaimed: 1,
    _aws: {
      Timestamp: startMs + 50_000,
      CloudWatchMetrics: [
        { Namespace: 'yici/dev', Dimensions: [[]], Metrics: [{ Name: 'CreditClaimed' }] },
      ],
    },
  });
});

test('every metric is a member of the root, as the format demands', () => {
  const { _aws, ...root } = aLine();
  for (const { Metrics } of _aws.CloudWatchMetrics) {
    for (const { Name } of Metrics) expect(root[Name]).toEqual(expect.any(Number));
  }
});

test('no field becomes a dimension: no user multiplies the metrics', () => {
  expect(aLine()._aws.CloudWatchMetrics[0].Dimensions).toEqual([[]]);
});
