import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { partitionOf } from '../partition.ts';

/**
 * Where CloudFormation does not know the type (`cdk synth` checks it). A budget is the account's and
 * no region's: there it is made by hand, or by a stack somewhere else.
 */
export const regionsWithoutBudgets: readonly string[] = [
  ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-3', 'ap-south-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ca-west-1'],
  ...['eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1'],
  ...['mx-central-1', 'us-gov-east-1', 'us-gov-west-1'],
];

/** Why no budget can be made in a region; undefined where one can. */
export const whyNoBudget = (region: string): string | undefined => {
  if (partitionOf(region) === 'aws-cn') return 'accounts are billed in CNY there';
  return regionsWithoutBudgets.includes(region)
    ? "CloudFormation makes none there: make it by hand, it is the account's"
    : undefined;
};

export type BudgetProps = {
  /** A month, of the whole AWS account. */
  readonly usd: number;
  readonly email: string;
};

/** Tells by mail when the account's month has cost half, most and all of what it may. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { usd, email }: BudgetProps) {
    super(scope, id);
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: Stack.of(this).stackName,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
      },
      notificationsWithSubscribers: [50, 80, 100].map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
          threshold,
        },
        subscribers: [{ subscriptionType: 'EMAIL', address: email }],
      })),
    });
  }
}
