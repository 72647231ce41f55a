import type { AlarmRow } from './alarm-row.ts';
import { type Monitored, monitoredMetrics } from './monitored.ts';
import { platformAlarms } from './platform-alarms.ts';
import { sendAlarms } from './send-alarms.ts';
import { tokenAlarms } from './token-alarms.ts';

/** Every alarm that a stage has, as data. Each has a section of its name in docs/runbook.md. */
export const alarmRows = (monitored: Monitored): readonly AlarmRow[] => {
  const metrics = monitoredMetrics(monitored);
  return [...tokenAlarms(monitored, metrics), ...sendAlarms(metrics), ...platformAlarms(metrics)];
};
