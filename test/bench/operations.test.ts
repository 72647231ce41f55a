import { beforeAll, describe, expect, test } from 'vitest';
import { accessLogLineBytes } from '../../bench/cost/access-log.ts';
import { costOf, memoryMb } from '../../bench/cost/cost.ts';
import type { Step } from '../../bench/cost/counted-functions.ts';
import { countOperations, type Operations } from '../../bench/cost/operations.ts';
import { assumed } from '../../bench/cost/usage.ts';
import { readPage, table } from '../docs/markdown.ts';
import { synthesise } from '../lib/synthesised.ts';

const update = 'DynamoDB_20120810.UpdateItem';
let operations: Operations;

// the built bundles on the real engine and the simulator
beforeAll(async () => {
  operations = await countOperations();
}, 120_000);

const dollars = (cell = ''): number => Number(cell.replaceAll('*', ''));

const stepOf = (name: Step['function']) =>
  [...operations.byApi, ...operations.byPage].find((step) => step.function === name);

describe('what a flow does, counted at the hosts that it calls', () => {
  test('a link calls nobody', () => {
    expect(stepOf('create-confirm-link')?.calls).toEqual([]);
  });

  test('neither does a link of a page, nor a receipt', () => {
    expect(stepOf('start-consent')?.calls).toEqual([]);
    expect(stepOf('open-receipt')?.calls).toEqual([]);
  });

  test('a confirm is one write and no read', () => {
    expect(stepOf('record-consent')?.calls).toEqual([update]);
    expect(stepOf('record-consent')?.writeUnits).toBe(1);
  });

  test('a send is a write, the POST, and a write; the token comes from memory', () => {
    expect(stepOf('send-message')?.calls).toEqual([
      update,
      'POST /cgi-bin/message/template/subscribe',
      update,
    ]);
    expect(stepOf('send-message')?.writeUnits).toBe(2);
  });

  test('a credit that remembers four keys and more is one write unit', () => {
    expect(stepOf('send-message')?.itemBytes).toBeGreaterThan(400);
    expect(stepOf('send-message')?.itemBytes).toBeLessThanOrEqual(1_024);
  });
});

describe('what a million flows cost at list price', () => {
  test('is at most 6.40 USD, and less than half of what the usual design costs', () => {
    const { totals } = costOf(operations);

    expect(totals.yici).toBeLessThanOrEqual(totals.typical / 2);
    expect(totals.yici).toBeLessThanOrEqual(6.4);
  });

  test('is counted with the memory that is deployed', () => {
    const deployed = [...synthesise().functions()]
      .filter(([name]) => name in assumed)
      .map(([, { properties }]) => properties.MemorySize);

    expect(deployed).toHaveLength(5);
    expect(new Set(deployed)).toEqual(new Set([memoryMb]));
  });

  test('counts the line of each request in the access log: with its caller where it has one', () => {
    const line = (key: string) => accessLogLineBytes(key) - key.length;

    expect(line('POST /v1/messages')).toBeGreaterThan(100);
    expect(line('POST /v1/messages') - line('GET /subscribe')).toBe(
      'arn:aws:sts::111122223333:assumed-role/back-end/i-0123456789abcdef0'.length - '-'.length,
    );
  });

  test.each([
    ['README.md', 'What is counted'],
    ['README.zh-CN.md', '计什么'],
  ])('is in the table of %s as it is counted, within five cents', (path, heading) => {
    const { bills, totals } = costOf(operations);
    const { 'HTTP API': api, DynamoDB, logs, ...lambda } = bills['yici, page'];
    const expected = [
      api,
      DynamoDB,
      lambda['Lambda requests'],
      lambda['Lambda time'],
      logs,
      totals['yici, page'],
    ];
    const shown = table(readPage(path), heading).map((cells) => dollars(cells[3]));

    expect(shown).toHaveLength(expected.length);
    for (const [row, amount] of expected.entries()) {
      expect(Math.abs((shown[row] ?? 0) - amount)).toBeLessThan(0.05);
    }
  });

  test.each([
    ['docs/deploy.md', 'A month with', 'README.md', 'What is counted'],
    ['docs/deploy.zh-CN.md', '一个月', 'README.zh-CN.md', '计什么'],
  ])('is what %s takes for a million sends', (path, month, readme, heading) => {
    const flows = table(readPage(path), month)[0]?.slice(1).map(dollars);
    const total = dollars(table(readPage(readme), heading).at(-1)?.[3]);

    expect(flows).toEqual([total / 100, total, total * 10].map((usd) => Number(usd.toFixed(2))));
  });
});
