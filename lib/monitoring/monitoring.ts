import { Construct } from 'constructs';
import { alarmRows } from './alarm-rows.ts';
import { AlarmTopics } from './alarm-topics.ts';
import { Alarms } from './alarms.ts';
import type { Monitored } from './monitored.ts';

export type MonitoringProps = {
  readonly monitored: Monitored;
  /** Who is told; undefined: nobody, and the alarms only change their state. */
  readonly email: string | undefined;
};

/** What watches over a stage: alarms, and whoever they tell. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { monitored, email }: MonitoringProps) {
    super(scope, id);
    const topics = new AlarmTopics(this, 'Topics', email);
    new Alarms(this, 'Alarms', { stage: monitored.stage, rows: alarmRows(monitored), topics });
  }
}
