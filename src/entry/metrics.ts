import { writeLine } from './log.ts';

const metricsNamespace = 'yici';

export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds';

export type Metrics = {
  readonly count: (name: string, properties?: Readonly<Record<string, string | number>>) => void;
  readonly measure: (name: string, value: number, unit: MetricUnit) => void;
};

/**
 * CloudWatch's embedded metric format: one line with `_aws` at its root. The stage is the only
 * dimension; what would multiply metrics (scene, errcode) is a property, found by Logs Insights.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfMetrics = (
  stage: string,
  now: () => number = Date.now,
  write: (line: string) => void = writeLine,
): Metrics => {
  const emit = (
    name: string,
    value: number,
    unit: MetricUnit,
    properties: Readonly<Record<string, string | number>>,
  ) =>
    write(
      JSON.stringify({
        _aws: {
          Timestamp: now(),
          CloudWatchMetrics: [
            {
              Namespace: metricsNamespace,
              Dimensions: [['stage']],
              Metrics: [{ Name: name, Unit: unit }],
            },
          ],
        },
        stage,
        [name]: value,
        ...properties,
      }),
    );
  return {
    count: (name, properties = {}) => emit(name, 1, 'Count', properties),
    measure: (name, value, unit) => emit(name, value, unit, {}),
  };
};
