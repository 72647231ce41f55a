import { App, Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { describe, expect, test } from 'vitest';
import { Budget, regionsWithoutBudgets } from '../../lib/monitoring/budget.ts';
import { context, synthesise } from './synthesised.ts';

const masking = { Name: 'yici' };
const watched = { alarmEmail: 'oncall@yici.test', budgetUsd: 50 };

describe.each(['us-east-1', 'ap-southeast-1'])('in %s', (region) => {
  const stack = synthesise({ region, ...watched });

  test('nothing is left out', () => {
    expect(Object.keys(stack.outputs)).not.toContain('LeftOut');
    for (const group of stack.ofType('AWS::Logs::LogGroup')) {
      if (group.path.startsWith('Api/')) continue;
      expect(group.properties.DataProtectionPolicy).toMatchObject(masking);
    }
  });

  test('the budget tells of half, most and all of it', () => {
    const { Budget, NotificationsWithSubscribers } = stack.at(
      'Monitoring/Budget/Budget',
    ).properties;

    expect(Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 50, Unit: 'USD' },
    });
    expect(
      NotificationsWithSubscribers.map(
        ({ Notification, Subscribers }: { Notification: object; Subscribers: object[] }) => ({
          ...Notification,
          ...Subscribers[0],
        }),
      ),
    ).toMatchObject(
      [50, 80, 100].map((Threshold) => ({
        Threshold,
        ThresholdType: 'PERCENTAGE',
        NotificationType: 'ACTUAL',
        Address: 'oncall@yici.test',
      })),
    );
  });
});

test('in ap-east-1 the budget alone is left out, and the output says so', () => {
  const stack = synthesise({ region: 'ap-east-1', ...watched });

  expect(stack.ofType('AWS::Budgets::Budget')).toEqual([]);
  expect(stack.outputs['LeftOut']?.Value).toMatch(
    /^the budget of 50 USD \(CloudFormation makes none/,
  );
  expect(stack.at('SendMessage/Logs').properties.DataProtectionPolicy).toMatchObject(masking);
  expect(synthesise({ region: 'ap-east-1' }).outputs['LeftOut']).toBeUndefined();
});

/** Whether CDK's own check of a template finds that the region has no such type. */
const isRefusedIn = (region: string): boolean => {
  const app = new App({ context });
  new Budget(new Stack(app, 'stack', { env: { region } }), 'Budget', { usd: 1, email: 'a@b.test' });
  try {
    app.synth();
    return false;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist in')) return true;
    throw error;
  }
};

test('CDK knows the regions in which CloudFormation makes no budget, and we know the same', () => {
  const without = RegionInfo.regions.map(({ name }) => name).filter(isRefusedIn);

  expect(without.toSorted()).toEqual(regionsWithoutBudgets.toSorted());
});

describe.each(['cn-north-1', 'cn-northwest-1'])('in %s', (region) => {
  const stack = synthesise({ region, ...watched });

  test('what is not there, or not known to be, is left out, and the output says so', () => {
    expect(stack.ofType('AWS::Budgets::Budget')).toEqual([]);
    for (const group of stack.ofType('AWS::Logs::LogGroup')) {
      expect(group.properties.DataProtectionPolicy).toBeUndefined();
    }
    expect(stack.outputs['LeftOut']?.Value).toMatch(/masking of secrets.*; the budget of 50 USD/);
  });

  test('a budget that nobody asked for is not missed', () => {
    expect(synthesise({ region }).outputs['LeftOut']?.Value).not.toContain('budget');
  });

  test('alarms, whoever they wake, and the dashboard are the same as elsewhere', () => {
    const elsewhere = synthesise(watched);
    const pathsOf = (from: typeof stack) =>
      from.resources
        .map(({ path }) => path)
        .filter((path) => path.startsWith('Monitoring/') && !path.startsWith('Monitoring/Budget'));
    const body = stack.spell(stack.at('Monitoring/Dashboard').properties.DashboardBody);

    expect(pathsOf(stack)).toEqual(pathsOf(elsewhere));
    expect(pathsOf(stack).length).toBeGreaterThan(15);
    expect(body).toContain(`arn:aws-cn:cloudwatch:${region}:`);
    expect(body).not.toContain('arn:aws:');
  });
});

test('a stage without a budget has none', () => {
  expect(synthesise({ alarmEmail: 'oncall@yici.test' }).ofType('AWS::Budgets::Budget')).toEqual([]);
});
