import {
  ComparisonOperator,
  type MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';

/** `page`: users are hurt, or will be before the day is over. `warn`: look at it in working hours. */
export type Severity = 'page' | 'warn';

/** One alarm, with what whoever is woken has to know. */
export type AlarmRow = {
  /** Also the heading of its section in docs/runbook.md. */
  readonly name: string;
  readonly severity: Severity;
  /** What has happened, as a sentence. */
  readonly means: string;
  /** Who is hurt by it, and how. */
  readonly hurts: string;
  /** The first command to run; `<stage>` is filled in. */
  readonly look: string;
  readonly metric: Metric | MathExpression;
  /** Breaching when it is this or more, unless `comparison` says otherwise. */
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  /** Periods in a row; 1 by default. */
  readonly periods?: number;
  /** What a period without data says; nothing wrong by default: most metrics count trouble. */
  readonly missing?: TreatMissingData;
};

export const { LESS_THAN_THRESHOLD } = ComparisonOperator;
export const { BREACHING, NOT_BREACHING } = TreatMissingData;
