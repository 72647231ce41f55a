import { type LeaseEndCount, metricsNamespace } from '../metric-names.ts';
import type { LogFields } from './log.ts';

/** The fields by which a log line counts one of these at another time than its own. */
export type CountAt = (name: LeaseEndCount, atMs: number) => LogFields;

/**
 * CloudWatch's embedded metric format, in as few bytes as it allows. All other metrics are made of
 * log lines by filters, which know no time but the line's own.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
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
