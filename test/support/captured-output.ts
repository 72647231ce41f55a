import { jsonLog } from '../../src/entry/log.ts';
import { emfMetrics } from '../../src/entry/metrics.ts';
import type { MetricName } from '../../src/metric-names.ts';
import { startMs } from './builders.ts';

type Emitted = { readonly value: number; readonly atMs: number };

/** The real log and metrics, with their lines kept instead of written out. */
export const capturedOutput = (now: () => number = () => startMs) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    log: jsonLog({ function: 'test', stage: 'dev' }, now, write),
    metrics: emfMetrics('dev', now, write),
    lines,
    /** What was logged, without what all lines share. */
    logged: () =>
      parsed()
        .filter((line) => 'event' in line)
        .map(({ timestamp, function: _, stage, requestId, ...rest }) => rest),
    /** Each time that this metric was emitted. */
    emitted: (name: MetricName): readonly Emitted[] =>
      parsed()
        .filter((line) => name in line)
        .map(({ _aws, [name]: value }) => ({
          value: Number(value),
          atMs: (_aws as { readonly Timestamp: number }).Timestamp,
        })),
    /** Names of the metrics that were emitted. */
    counted: () =>
      parsed().flatMap((line) =>
        '_aws' in line ? Object.keys(line).filter((name) => /^[A-Z]/.test(name)) : [],
      ),
  };
};
