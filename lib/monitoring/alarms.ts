import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { type AlarmRow, NOT_BREACHING } from './alarm-row.ts';
import type { AlarmTopics } from './alarm-topics.ts';

export type AlarmsProps = {
  readonly stage: string;
  readonly rows: readonly AlarmRow[];
  readonly topics: AlarmTopics;
};

/** Every alarm of the stage. Its description is what somebody reads who was just woken by it. */
export class Alarms extends Construct {
  /** By name, so that the dashboard depends on none of them. */
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, { stage, rows, topics }: AlarmsProps) {
    super(scope, id);
    const nameOf = ({ name }: AlarmRow) => `${Stack.of(this).stackName}-${name}`;
    this.alarms = rows.map((row) => Alarm.fromAlarmName(this, `${row.name} by name`, nameOf(row)));
    for (const row of rows) {
      const alarm = new Alarm(this, row.name, {
        alarmName: nameOf(row),
        alarmDescription: describe(row, stage),
        metric: row.metric,
        threshold: row.threshold,
        comparisonOperator: row.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: row.periods ?? 1,
        treatMissingData: row.missing ?? NOT_BREACHING,
      });
      const action = new SnsAction(topics.of(row.severity));
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}

const describe = ({ name, severity, means, hurts, look }: AlarmRow, stage: string): string =>
  [
    `${severity}: ${means}`,
    `Hurt: ${hurts}`,
    `First: ${look.replaceAll('<stage>', stage)}`,
    `Then: docs/runbook.md#${name.toLowerCase()}`,
  ].join('\n');
