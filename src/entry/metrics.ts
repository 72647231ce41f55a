import {
  type CountName,
  type MeasureName,
  type MetricName,
  measureUnits,
  metricsNamespace,
} from '../metric-names.ts';
import { lineWriter } from './log.ts';

export type MetricProperties = Readonly<Record<string, string | number>>;

export type Metrics = {
  /** @param atMs the time that it is counted at, by default now */
  readonly count: (name: CountName, properties?: MetricProperties, atMs?: number) => void;
  /** @param value in the unit of `measureUnits` */
  readonly measure: (name: MeasureName, value: number, properties?: MetricProperties) => void;
};

/**
 * CloudWatch's embedded metric format: one line with `_aws` at its root. The stage is the only
 * dimension; what would multiply metrics (scene, errcode) is a property, found by Logs Insights.
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfMetrics = (
  stage: string,
  now: () => number = Date.now,
  write: (line: string) => void = lineWriter(),
): Metrics => {
  const emit = (
    name: MetricName,
    unit: string,
    value: number,
    properties: MetricProperties = {},
    atMs: number = now(),
  ) =>
    write(
      JSON.stringify({
        _aws: {
          Timestamp: atMs,
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
    count: (name, properties, atMs) => emit(name, 'Count', 1, properties, atMs),
    measure: (name, value, properties) => emit(name, measureUnits[name], value, properties),
  };
};
