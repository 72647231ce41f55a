import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metricRows } from '../../lib/monitoring/metric-rows.ts';
import { root, type Synthesised, synthesise } from './synthesised.ts';

const filtersOf = (stack: Synthesised) =>
  stack.ofType('AWS::Logs::MetricFilter').map(({ properties }) => {
    const [transformation] = properties.MetricTransformations;
    return {
      pattern: properties.FilterPattern,
      group: stack.spell(properties.LogGroupName),
      name: transformation.MetricName,
      value: transformation.MetricValue,
      unit: transformation.Unit,
      namespace: transformation.MetricNamespace,
      dimensions: transformation.Dimensions,
      default: transformation.DefaultValue,
    };
  });

const filters = filtersOf(synthesise({ authorizer: { type: 'key' }, accessTokenRoute: true }));
const filterOf = (name: string) => filters.filter((filter) => filter.name === name);

test('each row is a filter on the log of each of its functions', () => {
  const wanted = metricRows.flatMap(({ metric, functions }) => functions.map(() => metric));

  expect(filters.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted());
});

test('what is counted is 1 for each line of the event', () => {
  expect(filterOf('SendSent')).toEqual([
    {
      pattern: '{ ($.event = "message.sent") }',
      group: '<SendMessage/Logs>',
      name: 'SendSent',
      value: '1',
      unit: 'Count',
      namespace: 'yici/prod',
      dimensions: undefined,
      default: undefined,
    },
  ]);
});

test('what is measured is a field of the lines that have it', () => {
  expect(filterOf('WechatLatency')).toMatchObject([
    {
      pattern:
        '{ ($.event = "message.sent" || $.event = "message.refused" || $.event = "message.released" || $.event = "message.unknown") && $.ms = * }',
      value: '$.ms',
      unit: 'Milliseconds',
    },
  ]);
});

test('a field can be asked for, or its absence', () => {
  expect(filterOf('SendBlocked').map(({ pattern }) => pattern)).toEqual([
    '{ ($.event = "message.released") && $.blocked = "send" }',
  ]);
  expect(filterOf('SendReleased').map(({ pattern }) => pattern)).toEqual([
    '{ ($.event = "message.released") && $.blocked NOT EXISTS }',
  ]);
});

test('one metric can be made of the lines of several functions', () => {
  expect(filterOf('LinkCreated').map(({ group }) => group)).toEqual([
    '<StartConsent/Logs>',
    '<CreateConfirmLink/Logs>',
  ]);
});

test('a stage that leaves a function out has no filter on its log', () => {
  const external = filtersOf(synthesise({ token: { source: 'external' } }));

  expect(external.map(({ name }) => name)).not.toContain('AccessTokenRefreshed');
  expect(external.map(({ name }) => name)).toContain('AccessTokenSecondsLeft');
});

describe.each(metricRows.flatMap((row) => row.functions.map((name) => ({ ...row, name }))))(
  '$metric of $name',
  ({ name, events, value }) => {
    const source = [...globSync(`functions/${name}/*.ts`, { cwd: root }), 'src/entry/http.ts']
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');

    test('is made of events that the function logs', () => {
      expect(events.filter((event) => !source.includes(`'${event}'`))).toEqual([]);
    });

    test('takes its value from a field that the function logs', () => {
      expect(value === undefined || new RegExp(`\\b${value}\\b`).test(source)).toBe(true);
    });
  },
);
