import { Stack } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { alarmRows } from './alarm-rows.ts';
import { AlarmTopics } from './alarm-topics.ts';
import { Alarms } from './alarms.ts';
import { Budget } from './budget.ts';
import { dashboardRows } from './dashboard-rows.ts';
import { MetricFilters } from './metric-filters.ts';
import { type Monitored, monitoredMetrics } from './monitored.ts';

export type MonitoringProps = {
  readonly monitored: Monitored;
  /** Who is told; undefined: nobody, and the alarms only change their state. */
  readonly email: string | undefined;
  /** Needs `email`. */
  readonly budgetUsd: number | undefined;
};

/** What watches over a stage: metrics of what is logged, alarms, whoever they tell, and one page that shows it all. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { monitored, email, budgetUsd }: MonitoringProps) {
    super(scope, id);
    new MetricFilters(this, 'Metrics', monitored);
    const metrics = monitoredMetrics(monitored);
    const { alarms } = new Alarms(this, 'Alarms', {
      stage: monitored.stage,
      rows: alarmRows(monitored, metrics),
      topics: new AlarmTopics(this, 'Topics', email),
    });
    if (budgetUsd !== undefined && email !== undefined) {
      new Budget(this, 'Budget', { usd: budgetUsd, email });
    }
    new Dashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
      widgets: dashboardRows(monitored, metrics, alarms),
    });
  }
}
