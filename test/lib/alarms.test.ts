import { describe, expect, test } from 'vitest';
import { countNames, measureUnits, metricsNamespace } from '../../src/metric-names.ts';
import { type Resource, type Synthesised, synthesise } from './synthesised.ts';

const stack = synthesise({ alarmEmail: 'oncall@yici.test' });
const external = synthesise({ token: { source: 'external' } });

const alarmsOf = (from: Synthesised): ReadonlyMap<string, Resource> =>
  new Map(
    from
      .ofType('AWS::CloudWatch::Alarm')
      .map((alarm) => [String(alarm.properties.AlarmName).replace('yici-prod-', ''), alarm]),
  );
const alarms = alarmsOf(stack);

type Stat = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Period: number;
  readonly Statistic: string;
};

/** Every metric in an alarm, whether it is the alarm's only one or a part of its expression. */
const metricsOf = ({ properties }: Resource): readonly Stat[] =>
  properties.Metrics === undefined
    ? [properties]
    : properties.Metrics.filter((one: { MetricStat?: unknown }) => one.MetricStat).map(
        ({
          MetricStat: { Metric, Period, Stat: Statistic },
        }: {
          MetricStat: { Metric: object; Period: number; Stat: string };
        }) => ({ ...Metric, Period, Statistic }),
      );

const expressionOf = ({ properties }: Resource): string | undefined =>
  properties.Metrics?.find((one: { Expression?: string }) => one.Expression)?.Expression;

const alarm = (name: string): Resource => {
  const found = alarms.get(name);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
};

describe('an alarm', () => {
  test.each([...alarms])(
    '%s says what it means, who is hurt, and what to do',
    (name, { properties }) => {
      const [means, hurt, first, then, ...more] = properties.AlarmDescription.split('\n');

      expect(means).toMatch(/^(page|warn): [A-Z].{20,}\.$/);
      expect(hurt).toMatch(/^Hurt: [A-Z].{20,}\.$/);
      expect(first).toMatch(/^First: (npm run yici -- |aws )/);
      expect(first).not.toContain('<stage>');
      expect(then).toBe(`Then: docs/runbook.md#${name.toLowerCase()}`);
      expect(more).toEqual([]);
      expect(properties.AlarmDescription.length).toBeLessThan(1_024);
    },
  );

  test.each([...alarms])(
    '%s tells its topic when it begins and when it is over',
    (_, { properties }) => {
      const severity = properties.AlarmDescription.startsWith('page') ? 'Page' : 'Warn';
      const topic = `<Monitoring/Topics/${severity}>`;

      expect(properties.AlarmActions.map((action: unknown) => stack.spell(action))).toEqual([
        topic,
      ]);
      expect(properties.OKActions.map((action: unknown) => stack.spell(action))).toEqual([topic]);
    },
  );

  test.each([...alarms])('%s watches what is emitted, of this stage alone', (_, built) => {
    const metrics = metricsOf(built);

    expect(metrics.length).toBeGreaterThan(0);
    for (const { Namespace, MetricName, Dimensions } of metrics) {
      if (Namespace === metricsNamespace('prod')) {
        expect([...countNames, ...Object.keys(measureUnits)]).toContain(MetricName);
        expect(Dimensions ?? []).toEqual([]);
      } else {
        expect(Namespace).toMatch(/^AWS\/(Lambda|ApiGateway|DynamoDB|SQS)$/);
        expect(Dimensions).toHaveLength(1);
        // a resource of this stack: a name that is spelled out would be somebody else's one day
        expect(Dimensions[0]?.Value).toEqual(expect.any(Object));
      }
    }
  });
});

test('these alarms there are', () => {
  const list = [...alarms].map(
    ([name, { properties }]) => `${properties.AlarmDescription.slice(0, 4)} ${name}`,
  );

  expect(list.toSorted()).toEqual([
    'page ApiErrors',
    'page SendUnknownHigh',
    'page SendsBlocked',
    'page TokenNearExpiry',
    'page WechatAccountBlocked',
    'page WechatAddressRefused',
    'warn ConsentRefusedHigh',
    'warn CreditStuck',
    'warn CreditsThrottled',
    'warn ErrcodeUnlisted',
    'warn FunctionErrors',
    'warn FunctionThrottles',
    'warn NoChanceHigh',
    'warn QuotaLow',
    'warn RefreshFailing',
    'warn RunUndelivered',
    'warn SendSlow',
  ]);
});

test('an alarm costs by the metrics in it: these are all', () => {
  // docs/deploy.md counts them
  expect([...alarms.values()].flatMap(metricsOf)).toHaveLength(26);
});

describe('the access_token', () => {
  test('that nobody looks after any more is as bad as one near its end', () => {
    expect(alarm('TokenNearExpiry').properties).toMatchObject({
      MetricName: 'AccessTokenSecondsLeft',
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 240,
      TreatMissingData: 'breaching',
    });
  });

  test('of another service is judged by what sends find, and silence is no alarm', () => {
    expect(alarmsOf(external).get('TokenNearExpiry')?.properties).toMatchObject({
      MetricName: 'AccessTokenSecondsLeft',
      Statistic: 'Maximum',
      Threshold: 60,
      TreatMissingData: 'notBreaching',
    });
    expect([...alarmsOf(external).keys()]).not.toContain('RefreshFailing');
    expect([...alarmsOf(external).keys()]).not.toContain('RunUndelivered');
  });

  test('all else that is silent is well', () => {
    for (const [name, { properties }] of alarms) {
      if (name === 'TokenNearExpiry') continue;
      expect([name, properties.TreatMissingData]).toEqual([name, 'notBreaching']);
    }
  });
});

test('a stuck credit is what was claimed in 15 minutes and not settled', () => {
  const stuck = alarm('CreditStuck');

  expect(expressionOf(stuck)).toBe('claimed - FILL(settled, 0)');
  expect(metricsOf(stuck)).toMatchObject([
    { MetricName: 'CreditClaimed', Period: 900 },
    { MetricName: 'CreditSettled', Period: 900 },
  ]);
  expect(stuck.properties).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
});

test('a refusal that lasts pages once, by the one alarm that says what to do', () => {
  for (const name of ['WechatAddressRefused', 'WechatAccountBlocked', 'SendsBlocked']) {
    expect(alarm(name).properties).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      Period: 300,
    });
  }
});

test('the first send that is answered with an errcode of no row is told of', () => {
  expect(alarm('ErrcodeUnlisted').properties).toMatchObject({
    MetricName: 'ErrcodeUnlisted',
    Statistic: 'Sum',
    Threshold: 1,
    EvaluationPeriods: 1,
  });
});

test('a send is slow when it has used four fifths of its time', () => {
  const seconds = stack.at('SendMessage/Function').properties.Timeout;

  expect(alarm('SendSlow').properties).toMatchObject({
    ExtendedStatistic: 'p99',
    Threshold: seconds * 800,
  });
});

describe('whoever is woken', () => {
  test('is asked at both topics', () => {
    const subscriptions = stack
      .ofType('AWS::SNS::Subscription')
      .map(({ properties }) => [
        properties.Protocol,
        properties.Endpoint,
        stack.spell(properties.TopicArn),
      ]);

    expect(subscriptions).toEqual([
      ['email', 'oncall@yici.test', '<Monitoring/Topics/Page>'],
      ['email', 'oncall@yici.test', '<Monitoring/Topics/Warn>'],
    ]);
  });

  test('may be nobody: the alarms and their topics are there all the same', () => {
    expect(external.ofType('AWS::SNS::Subscription')).toEqual([]);
    expect(external.ofType('AWS::SNS::Topic')).toHaveLength(2);
  });
});

describe('a topic', () => {
  test('is encrypted under a key that CloudWatch may use, for this account', () => {
    const key = stack.at('Monitoring/Topics/Key');
    const statement = key.properties.KeyPolicy.Statement.find(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service,
    );

    expect(key.properties.EnableKeyRotation).toBe(true);
    expect(statement).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    for (const topic of stack.ofType('AWS::SNS::Topic')) {
      expect(stack.spell(topic.properties.KmsMasterKeyId)).toBe('<Monitoring/Topics/Key.Arn>');
    }
  });

  test('takes alarms of this account, over TLS, and nothing else', () => {
    for (const { properties } of stack.ofType('AWS::SNS::TopicPolicy')) {
      const [plain, alarms, ...more] = properties.PolicyDocument.Statement;

      expect(plain).toMatchObject({
        Effect: 'Deny',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
      expect(alarms).toMatchObject({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      });
      expect(more).toEqual([]);
    }
  });
});
