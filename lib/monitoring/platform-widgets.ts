import { type IWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Monitored, type MonitoredMetrics, math } from './monitored.ts';
import { graph, value } from './widgets.ts';

const sum = (label: string, metrics: readonly Metric[]) =>
  math(
    metrics.map((_, n) => `FILL(m${n}, 0)`).join(' + '),
    Object.fromEntries(metrics.map((metric, n) => [`m${n}`, metric])),
    { label },
  );

export const platformWidgets = (
  { functions }: Monitored,
  { api, lambda, table }: MonitoredMetrics,
): IWidget[][] => {
  const names = [...functions.keys()];
  const errors = names.flatMap((fn) => lambda('Errors', fn, { label: fn }) ?? []);
  const throttles = names.flatMap((fn) => lambda('Throttles', fn) ?? []);
  const durations = names.flatMap(
    (fn) => lambda('Duration', fn, { statistic: Stats.p(99), label: fn }) ?? [],
  );
  const ofApi = [
    graph({
      title: 'API: requests and errors',
      left: [api('Count', { label: 'requests' })],
      right: [api('4xx', { label: '4xx (right)' }), api('5xx', { label: '5xx (right)' })],
      width: 8,
    }),
    graph({
      title: 'API: latency (ms)',
      left: [
        api('Latency', { statistic: Stats.p(50), label: 'p50' }),
        api('Latency', { statistic: Stats.p(99), label: 'p99' }),
      ],
      width: 8,
    }),
    graph({
      title: 'Turned away by Lambda and DynamoDB',
      left: [sum('calls', throttles), table('WriteThrottleEvents', { label: 'writes' })],
      width: 8,
    }),
  ];
  const ofFunctions = [
    graph({ title: 'Functions: errors', left: errors, width: 12 }),
    graph({ title: 'Functions: p99 (ms)', left: durations, width: 12 }),
  ];
  return [ofApi, ofFunctions];
};

/** In units and not in money: prices differ by region, and change. */
export const costWidgets = (
  { functions }: Monitored,
  { api, lambda, table }: MonitoredMetrics,
): IWidget[] => {
  const logs = [...functions.values()].map(
    ({ logGroupName }) =>
      new Metric({
        namespace: 'AWS/Logs',
        metricName: 'IncomingBytes',
        dimensionsMap: { LogGroupName: logGroupName },
        statistic: Stats.SUM,
      }),
  );
  const calls = [...functions.keys()].flatMap((fn) => lambda('Invocations', fn) ?? []);
  const numbers = [
    { title: 'API', metric: api('Count', { label: 'requests' }) },
    { title: 'Functions', metric: sum('calls', calls) },
    {
      title: 'Credits table',
      metric: table('ConsumedWriteCapacityUnits', { label: 'write units' }),
    },
    { title: 'Logs of the functions', metric: sum('bytes', logs) },
  ];
  return numbers.map(({ title, metric }) =>
    value({ title, metrics: [metric], whole: true, width: 6 }),
  );
};
