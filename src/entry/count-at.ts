import { type LeaseEndCount, metricsNamespace } from '../metric-names.ts';

/**
 * CloudWatch's embedded metric format, in as few bytes as it allows: the only object that a log line
 * may hold, and nothing of a user fits into it.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export type EmbeddedMetric = {
  readonly Timestamp: number;
  readonly CloudWatchMetrics: readonly [
    {
      readonly Namespace: ReturnType<typeof metricsNamespace>;
      readonly Dimensions: readonly [readonly []];
      readonly Metrics: readonly [{ readonly Name: LeaseEndCount }];
    },
  ];
};

/** The fields by which a log line counts one of these at another time than its own. */
export type CountAt = (
  name: LeaseEndCount,
  atMs: number,
) => Readonly<Record<string, 1 | EmbeddedMetric>>;

/** All other metrics are made of log lines by filters, which know no time but the line's own. */
export const countAt =
  (stage: string): CountAt =>
  (name, atMs) => ({
    [name]: 1,
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        { Namespace: metricsNamespace(stage), Dimensions: [[]], Metrics: [{ Name: name }] },
      ],
    },
  });
