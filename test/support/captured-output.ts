import { countAt } from '../../src/entry/count-at.ts';
import { jsonLog } from '../../src/entry/log.ts';
import type { MetricName } from '../../src/metric-names.ts';
import { metricValues } from './metric-values.ts';

/** The real log, with its lines kept instead of written out. */
export const capturedOutput = () => {
  const lines: string[] = [];
  const values = () => lines.flatMap(metricValues);
  return {
    log: jsonLog((line) => void lines.push(line)),
    countAt: countAt('dev'),
    lines,
    /** What was logged, without the request's id and the metric that a line carries. */
    logged: () =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .map(({ level = 'INFO', id, _aws, CreditClaimed, CreditSettled, ...rest }) => ({
          level,
          ...rest,
        })),
    /** Names of the metrics that CloudWatch would make of the lines. */
    counted: () => values().map(({ metric }) => metric),
    /** Each value of this metric; without a time it has the line's own. */
    emitted: (name: MetricName) =>
      values()
        .filter(({ metric }) => metric === name)
        .map(({ value, atMs }) => ({ value, atMs })),
  };
};
