import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logEvents } from '../../src/log-events.ts';
import {
  countNames,
  leaseEndCounts,
  measureUnits,
  metricsNamespace,
} from '../../src/metric-names.ts';
import { root, type Synthesised, synthesise } from './synthesised.ts';

type Widget = {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly region?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
};

const widgetsOf = (stack: Synthesised): readonly Widget[] =>
  JSON.parse(stack.spell(stack.at('Monitoring/Dashboard').properties.DashboardBody)).widgets;

const metricsOf = (stack: Synthesised) =>
  widgetsOf(stack)
    .flatMap(({ properties }) => properties.metrics ?? [])
    .filter(([first]) => typeof first === 'string');

const own = metricsNamespace('prod');

const namesOf = (stack: Synthesised): readonly string[] =>
  metricsOf(stack)
    .filter(([namespace]) => namespace === own)
    .map(([, name]) => String(name));

const stack = synthesise({ authorizer: { type: 'key' }, accessTokenRoute: true });
const names = [...countNames, ...Object.keys(measureUnits)];

describe('the names of metrics', () => {
  const filters = stack.ofType('AWS::Logs::MetricFilter').map(({ properties }) => {
    const [{ MetricNamespace, MetricName }] = properties.MetricTransformations;
    return `${MetricNamespace} ${MetricName}`;
  });
  const sources = globSync('functions/**/*.ts', { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const inLines: readonly string[] = leaseEndCounts;

  test.each(names)('%s is made of log lines, or carried by one, and shown', (name) => {
    expect(filters.includes(`${own} ${name}`)).toBe(!inLines.includes(name));
    expect(sources.includes(`countAt('${name}'`)).toBe(inLines.includes(name));
    expect(namesOf(stack)).toContain(name);
  });

  test('nothing is shown that is not among them', () => {
    expect(names).toEqual(expect.arrayContaining([...new Set(namesOf(stack))]));
  });

  test('stay few: each costs 0.30 USD a month for every stage while it is emitted', () => {
    // docs/deploy.md counts them
    expect(names).toHaveLength(28);
  });
});

test('whatever is shown is of this stage', () => {
  const others = metricsOf(stack).filter(([namespace]) => namespace !== own);

  expect(others.length).toBeGreaterThan(0);
  for (const [namespace, , , value] of others) {
    expect(namespace).toMatch(/^AWS\//);
    expect(value).toMatch(/^<.+>$/);
  }
});

test('every alarm is on it', () => {
  const [shown = []] = widgetsOf(stack).flatMap(({ properties }) =>
    properties.alarms === undefined ? [] : [properties.alarms],
  );
  const deployed = stack
    .ofType('AWS::CloudWatch::Alarm')
    .map(
      ({ properties }) =>
        `arn:aws:cloudwatch:ap-southeast-1:<AWS::AccountId>:alarm:${properties.AlarmName}`,
    );

  expect(shown.toSorted()).toEqual(deployed.toSorted());
});

test('its tables ask for events that are logged, in logs that are there', () => {
  const queries = widgetsOf(stack).flatMap(({ properties }) => properties.query ?? []);

  expect(queries).toHaveLength(2);
  for (const query of queries) {
    const events: readonly string[] = JSON.parse(
      /filter event in (\[[^\]]+\])/.exec(query)?.[1] ?? '',
    );
    expect(logEvents).toEqual(expect.arrayContaining([...events]));
    expect(query).toMatch(/^SOURCE '<\w+(\/\w+)*\/Logs>'/);
  }
});

test('no two widgets lie over each other, and all are within its 24 columns', () => {
  const taken = new Set<string>();
  for (const { x, y, width, height } of widgetsOf(stack)) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column += 1) {
      for (let row = y; row < y + height; row += 1) {
        expect(taken.has(`${column} ${row}`)).toBe(false);
        taken.add(`${column} ${row}`);
      }
    }
  }
});

test('where another service refreshes the token, it shows nothing of a refresher', () => {
  const external = synthesise({ token: { source: 'external' } });
  const shown = namesOf(external);

  expect(shown).toContain('AccessTokenSecondsLeft');
  expect(shown).not.toContain('AccessTokenRefreshed');
  expect(shown).not.toContain('WechatQuotaUsed');
});
