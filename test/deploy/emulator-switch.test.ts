import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  MathExpression,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { describe, expect, test } from 'vitest';
import { leaveOutForEmulator } from '../../lib/emulator.ts';
import { yiciApp } from '../../lib/yici-app.ts';
import { bundles, context, stageConfig } from '../lib/synthesised.ts';

type Resources = Readonly<Record<string, { readonly Type: string }>>;

const resourcesOf = (stack: Stack): Resources => Template.fromStack(stack).toJSON()['Resources'];

/** A stack with an alarm of each kind, and a saved query. */
const monitored = (prepare: (app: App) => void): Resources => {
  const app = new App();
  prepare(app);
  const stack = new Stack(app, 'Monitored');
  const metric = new Metric({ namespace: 'yici', metricName: 'one' });
  const evaluated = { threshold: 1, evaluationPeriods: 1 };
  const plain = new Alarm(stack, 'Plain', { metric, ...evaluated });
  const math = new MathExpression({ expression: 'a - 1', usingMetrics: { a: metric } });
  new Alarm(stack, 'Math', { metric: math, ...evaluated });
  new CompositeAlarm(stack, 'Any', { alarmRule: AlarmRule.fromAlarm(plain, AlarmState.ALARM) });
  new QueryDefinition(stack, 'Query', {
    queryDefinitionName: 'q',
    queryString: new QueryString({ fields: ['a'] }),
  });
  return resourcesOf(stack);
};

const types = (resources: Resources) =>
  Object.values(resources)
    .map(({ Type }) => Type)
    .sort();

describe('-c emulator=true', () => {
  test('leaves out what the emulator refuses, and keeps a plain alarm', () => {
    expect(types(monitored(leaveOutForEmulator))).toEqual(['AWS::CloudWatch::Alarm']);
  });

  test('is what leaves it out: without it all is there', () => {
    expect(types(monitored(() => {}))).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::Logs::QueryDefinition',
    ]);
  });
});

describe('the stack of a stage', () => {
  const config = { prod: stageConfig({ alarmEmail: 'owner@yici.example', budgetUsd: 20 }) };
  const synthesise = (switches: Readonly<Record<string, string>>) => {
    const app = yiciApp({ config, bundles, context: { ...context, ...switches } });
    const stack = app.node.findChild('yici-prod');
    if (!Stack.isStack(stack)) throw new Error('there is no stack');
    return Template.fromStack(stack).toJSON();
  };
  const production = synthesise({});
  const emulated = synthesise({ emulator: 'true' });

  test('is deployed to an emulator as it is, but for what that refuses', () => {
    const left = Object.keys(production['Resources']).filter(
      (id) => !(id in emulated['Resources']),
    );
    const refused = left.map((id) => production['Resources'][id]);

    for (const { Type, Properties } of refused) {
      if (Type === 'AWS::CloudWatch::Alarm') {
        expect(JSON.stringify(Properties.Metrics)).toContain('"Expression"');
      } else expect(Type).toMatch(/^AWS::(Budgets|CloudWatch|EC2|Logs)::/);
    }
    for (const [id, resource] of Object.entries(emulated['Resources'])) {
      expect(resource).toEqual(production['Resources'][id]);
    }
  });

  test('refers to nothing that was left out', () => {
    const known = new Set([
      ...Object.keys(emulated['Resources']),
      ...Object.keys(emulated['Parameters'] ?? {}),
    ]);
    const referred = [
      ...JSON.stringify(emulated).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^":]+)"/g),
    ].map(([, id = '']) => id);

    expect(referred.length).toBeGreaterThan(0);
    expect(referred.filter((id) => !known.has(id) && !id.startsWith('AWS::'))).toEqual([]);
  });
});
