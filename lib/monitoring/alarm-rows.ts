import type { AlarmRow } from './alarm-row.ts';
import type { Monitored, MonitoredMetrics } from './monitored.ts';
import { platformAlarms } from './platform-alarms.ts';
import { sendAlarms } from './send-alarms.ts';
import { tokenAlarms } from './token-alarms.ts';

/** Every alarm that a stage has, as data. Each has a section of its name in docs/runbook.md. */
export const alarmRows = (monitored: Monitored, metrics: MonitoredMetrics): readonly AlarmRow[] => [
  ...tokenAlarms(monitored, metrics),
  ...sendAlarms(metrics),
  ...platformAlarms(metrics),
];
