import type { StageConfig } from './config.ts';
import { whyNoBudget } from './monitoring/budget.ts';
import { partitionOf } from './partition.ts';

/**
 * What a stage goes without because its region lacks it, or is not known to have it: told by the
 * output `LeftOut`.
 */
export const leftOut = ({
  region,
  budgetUsd,
}: Pick<StageConfig, 'region' | 'budgetUsd'>): readonly string[] => {
  const noBudget = whyNoBudget(region);
  return [
    ...(partitionOf(region) === 'aws-cn'
      ? ['masking of secrets in logs (no page says that CloudWatch Logs has it there)']
      : []),
    ...(budgetUsd !== undefined && noBudget !== undefined
      ? [`the budget of ${budgetUsd} USD (${noBudget})`]
      : []),
  ];
};
