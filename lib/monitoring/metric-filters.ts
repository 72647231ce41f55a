import { Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { measureUnits, metricsNamespace } from '../../src/metric-names.ts';
import type { FunctionName } from '../routes.ts';
import { type MetricRow, metricRows } from './metric-rows.ts';
import type { Monitored } from './monitored.ts';

/** What makes metrics of the lines that the stage's functions log. Filters cost nothing, metrics do. */
export class MetricFilters extends Construct {
  constructor(scope: Construct, id: string, { stage, functions }: Monitored) {
    super(scope, id);
    const groups = new Map(
      [...functions].map(([name, { logGroupName }]) => [
        name,
        LogGroup.fromLogGroupName(this, name, logGroupName),
      ]),
    );
    const filter = (name: FunctionName, row: MetricRow) => {
      const logGroup = groups.get(name);
      if (logGroup === undefined) return;
      new MetricFilter(this, `${row.metric} of ${name}`, {
        logGroup,
        filterPattern: FilterPattern.literal(patternOf(row)),
        metricNamespace: metricsNamespace(stage),
        metricName: row.metric,
        metricValue: row.value === undefined ? '1' : `$.${row.value}`,
        unit: units.get(row.metric) ?? Unit.COUNT,
      });
    };
    for (const row of metricRows) for (const name of row.functions) filter(name, row);
  }
}

/**
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
const patternOf = ({ events, fields = {}, value }: MetricRow): string => {
  const anyEvent = events.map((event) => `$.event = "${event}"`).join(' || ');
  const conditions = Object.entries(fields).map(([field, is]) =>
    is === null ? `$.${field} NOT EXISTS` : `$.${field} = "${is}"`,
  );
  const hasValue = value === undefined ? [] : [`$.${value} = *`];
  return `{ ${[`(${anyEvent})`, ...conditions, ...hasValue].join(' && ')} }`;
};

const { SECONDS: Seconds, MILLISECONDS: Milliseconds, PERCENT: Percent } = Unit;

const units = new Map<string, Unit>(
  Object.entries(measureUnits).map(([metric, unit]) => [
    metric,
    { Seconds, Milliseconds, Percent }[unit],
  ]),
);
