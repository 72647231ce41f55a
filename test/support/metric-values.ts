import { type MetricRow, metricRows } from '../../lib/monitoring/metric-rows.ts';
import { leaseEndCounts, type MetricName } from '../../src/metric-names.ts';

type Line = Readonly<Record<string, unknown>>;

export type MetricValue = {
  readonly metric: MetricName;
  readonly value: number;
  /** Undefined: the time of the line. */
  readonly atMs: number | undefined;
};

/** What the filter of one row makes of a line that a function has logged. */
export const metricsOf = (row: MetricRow, json: string): readonly MetricValue[] => {
  const line = JSON.parse(json) as Line;
  const { metric, events, fields = {}, value } = row;
  const isMeant =
    events.some((event) => event === line['event']) &&
    Object.entries(fields).every(([name, is]) => (line[name] ?? null) === is);
  const found = value === undefined ? 1 : line[value];
  return isMeant && typeof found === 'number' ? [{ metric, value: found, atMs: undefined }] : [];
};

/** What CloudWatch reads in a line of the embedded metric format. */
const embedded = (json: string): readonly MetricValue[] => {
  const line = JSON.parse(json) as Line;
  return leaseEndCounts
    .filter((name) => name in line)
    .map((metric) => ({
      metric,
      value: Number(line[metric]),
      atMs: (line['_aws'] as { readonly Timestamp: number }).Timestamp,
    }));
};

/** The metrics of one line. */
export const metricValues = (json: string): readonly MetricValue[] => [
  ...embedded(json),
  ...metricRows.flatMap((row) => metricsOf(row, json)),
];
