import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, measureUnits, metricsNamespace } from '../../src/metric-names.ts';
import type { FunctionName } from '../routes.ts';

/** What a stage has that can be watched, by name. */
export type Monitored = {
  readonly stage: string;
  /** Every function that the stage deploys. */
  readonly functions: ReadonlyMap<FunctionName, MonitoredFunction>;
  readonly creditsTable: string;
  readonly apiId: string;
  /** Undefined when the owner's own token service writes the access_token. */
  readonly undeliveredQueue: string | undefined;
};

export type MonitoredFunction = { readonly functionName: string; readonly logGroupName: string };

type Options = Pick<MetricOptions, 'label' | 'color'> & {
  readonly minutes?: number;
  /** By default the sum of what is counted, the average of what is measured. */
  readonly statistic?: string;
};

const optionsOf = ({ minutes = 5, ...options }: Options): MetricOptions => ({
  period: Duration.minutes(minutes),
  ...options,
});

export type MonitoredMetrics = ReturnType<typeof monitoredMetrics>;

/** A stage's metrics: our own by their names, AWS's by what they are about. */
export const monitoredMetrics = (monitored: Monitored) => {
  const { stage, functions, creditsTable, apiId } = monitored;
  return {
    /** The sum, or of what is measured the average, unless another statistic is asked for. */
    own: (metricName: MetricName, options: Options = {}): Metric =>
      new Metric({
        namespace: metricsNamespace(stage),
        metricName,
        statistic: metricName in measureUnits ? Stats.AVERAGE : Stats.SUM,
        ...optionsOf(options),
      }),

    /** Of one function; undefined when the stage does not deploy it. */
    lambda: (
      metricName: 'Invocations' | 'Errors' | 'Throttles' | 'Duration',
      name: FunctionName,
      options: Options = {},
    ): Metric | undefined => {
      const fn = functions.get(name);
      if (fn === undefined) return undefined;
      return new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { FunctionName: fn.functionName },
        statistic: Stats.SUM,
        ...optionsOf(options),
      });
    },

    api: (metricName: 'Count' | '4xx' | '5xx' | 'Latency', options: Options = {}): Metric =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        dimensionsMap: { ApiId: apiId },
        statistic: Stats.SUM,
        ...optionsOf(options),
      }),

    table: (
      metricName: 'WriteThrottleEvents' | 'ConsumedWriteCapacityUnits',
      options: Options = {},
    ): Metric =>
      new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: creditsTable },
        statistic: Stats.SUM,
        ...optionsOf(options),
      }),
  };
};

/** A metric of metrics. What was not emitted in a period counts as none where `FILL` says so. */
export const math = (
  expression: string,
  usingMetrics: Readonly<Record<string, Metric>>,
  { minutes = 5, label }: Pick<Options, 'minutes' | 'label'> = {},
): MathExpression =>
  new MathExpression({
    expression,
    usingMetrics: { ...usingMetrics },
    period: Duration.minutes(minutes),
    ...(label !== undefined && { label }),
  });

/** How many messages wait in a queue. */
export const queueDepth = (queueName: string, options: Options = {}): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensionsMap: { QueueName: queueName },
    statistic: Stats.MAXIMUM,
    ...optionsOf(options),
  });
