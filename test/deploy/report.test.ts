import { expect, test } from 'vitest';
import { Abandoned, createReport } from './report.ts';

const start = () => {
  const lines: string[] = [];
  const report = createReport(
    (line) => lines.push(line),
    () => 0,
  );
  return { lines, report };
};

test('a step that fails is told with its reason, and ends what builds on it', async () => {
  const { lines, report } = start();

  await expect(report.step('deploys', () => Promise.reject(new Error('no\nway')))).rejects.toThrow(
    Abandoned,
  );

  expect(lines).toEqual(['FAILED  deploys (0.0 s)', '        no\n        way']);
  expect(report.summary()).toBe('0 passed, 1 failed, 0 skipped');
});

test('a check that fails lets the rest go on, and is counted', async () => {
  const { report } = start();

  await report.check('refuses', () => Promise.reject(new Error('let in')));
  await report.check('lets in', async () => {});
  report.skip('the flow suite', 'no simulator');
  report.add({ passed: 40, failed: 0, skipped: 1 });

  expect(report.summary()).toBe('41 passed, 1 failed, 2 skipped');
  expect(report.failed()).toBe(1);
});

test('once stopped nothing more is tried, until it goes on to clean up', async () => {
  const { lines, report } = start();
  report.stop();

  await report.check('refuses', async () => {});
  await expect(report.step('deploys', async () => {})).rejects.toThrow(Abandoned);
  report.goOn();
  await report.check('removes', async () => {});

  expect(lines).toEqual(['ok      removes (0.0 s)']);
});
