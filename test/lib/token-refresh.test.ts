import { describe, expect, test } from 'vitest';
import { synthesise } from './synthesised.ts';

const stack = synthesise();
const refresher = stack.at('TokenRefresh/RefreshAccessToken/Function');

describe('the access_token', () => {
  const rule = stack.at('TokenRefresh/EveryMinute');
  const [target, ...otherTargets] = rule.properties.Targets;

  test('is looked after every minute', () => {
    expect(rule.properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
    });
    expect(otherTargets).toEqual([]);
    expect(stack.spell(target.Arn)).toBe(`<${refresher.path}.Arn>`);
  });

  test('a run that EventBridge could not deliver is seen: the rule has a dead-letter queue', () => {
    expect(stack.spell(target.DeadLetterConfig.Arn)).toBe('<TokenRefresh/Undelivered.Arn>');
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 });
  });

  test('the queue takes messages from this rule alone, and over TLS alone', () => {
    const statements = stack.at('TokenRefresh/Undelivered/Policy').properties.PolicyDocument
      .Statement;

    expect(statements).toHaveLength(2);
    expect(statements[0]).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(statements[1]).toMatchObject({
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
    });
    expect(stack.spell(statements[1].Condition.ArnEquals['aws:SourceArn'])).toBe(
      '<TokenRefresh/EveryMinute.Arn>',
    );
  });

  test('a failed or late run is not repeated: the next minute is the retry', () => {
    const configs = stack.ofType('AWS::Lambda::EventInvokeConfig');

    expect(configs).toHaveLength(1);
    expect(stack.spell(configs[0]?.properties.FunctionName)).toBe(`<${refresher.path}>`);
    expect(configs[0]?.properties).toMatchObject({
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('the rule alone may call the function through EventBridge', () => {
    const permissions = stack
      .ofType('AWS::Lambda::Permission')
      .filter(({ properties }) => properties.Principal === 'events.amazonaws.com');

    expect(permissions).toHaveLength(1);
    expect(stack.spell(permissions[0]?.properties.SourceArn)).toBe(
      '<TokenRefresh/EveryMinute.Arn>',
    );
  });

  test('the sender knows whom to ask for another one', () => {
    const { Variables } = stack.at('SendMessage/Function').properties.Environment;

    expect(stack.spell(Variables.REFRESH_FUNCTION)).toBe(`<${refresher.path}>`);
  });
});

describe("when the owner's own token service writes it", () => {
  const external = synthesise({ token: { source: 'external' } });

  test('nothing refreshes it: no function, no rule, no lock', () => {
    expect(external.resources.filter(({ path }) => path.startsWith('TokenRefresh'))).toEqual([]);
    expect(external.functions().has('refresh-access-token')).toBe(false);
    expect(external.ofType('AWS::Events::Rule')).toEqual([]);
  });

  test('no function may write it or read the AppSecret', () => {
    expect(external.json).not.toContain('ssm:PutParameter');
    expect(external.json).not.toContain('/yici/prod/appsecret');
  });

  test('the sender is told that there is nobody to ask', () => {
    const sender = external.at('SendMessage/Function');

    expect(sender.properties.Environment.Variables.REFRESH_FUNCTION).toBe('');
    expect(external.permissions(external.at('SendMessage/Role')).join()).not.toContain('lambda:');
  });
});
