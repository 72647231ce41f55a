import { expect, test } from 'vitest';
import { emfMetrics } from '../../src/entry/metrics.ts';
import { startMs } from '../support/builders.ts';

const capture = () => {
  const lines: string[] = [];
  const metrics = emfMetrics(
    'dev',
    () => startMs,
    (line) => lines.push(line),
  );
  return { metrics, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
};

test('a count is one line of the embedded metric format', () => {
  const { metrics, lines, last } = capture();

  metrics.count('SendRefused', { outcome: 'no_chance', errcode: 43101 });

  expect(lines).toHaveLength(1);
  expect(last()).toEqual({
    _aws: {
      Timestamp: startMs,
      CloudWatchMetrics: [
        {
          Namespace: 'yici',
          Dimensions: [['stage']],
          Metrics: [{ Name: 'SendRefused', Unit: 'Count' }],
        },
      ],
    },
    stage: 'dev',
    SendRefused: 1,
    outcome: 'no_chance',
    errcode: 43101,
  });
});

test('a measure has its value and its unit', () => {
  const { metrics, last } = capture();

  metrics.measure('AccessTokenSecondsLeft', 6_900);

  expect(last()).toMatchObject({ stage: 'dev', AccessTokenSecondsLeft: 6_900 });
  expect(last()._aws.CloudWatchMetrics[0].Metrics).toEqual([
    { Name: 'AccessTokenSecondsLeft', Unit: 'Seconds' },
  ]);
});

test('a count may be of another time than now', () => {
  const { metrics, last } = capture();

  metrics.count('CreditClaimed', {}, startMs + 50_000);

  expect(last()._aws.Timestamp).toBe(startMs + 50_000);
});

test('every dimension and every metric is a member of the root, as the format demands', () => {
  const { metrics, lines } = capture();
  metrics.count('LinkCreated');
  metrics.measure('WechatLatency', 0);

  for (const line of lines) {
    const { _aws, ...root } = JSON.parse(line);
    for (const { Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      for (const name of Dimensions.flat()) expect(root[name]).toEqual(expect.any(String));
      for (const { Name } of Metrics) expect(root[Name]).toEqual(expect.any(Number));
    }
  }
});

test('a property never becomes a dimension: no user multiplies the metrics', () => {
  const { metrics, last } = capture();

  metrics.count('ClaimRefused', { reason: 'no_credit' });

  expect(last()._aws.CloudWatchMetrics[0].Dimensions).toEqual([['stage']]);
});
