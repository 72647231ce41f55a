import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmStatusWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { consentWidgets, sendWidgets } from './flow-widgets.ts';
import type { Monitored, MonitoredMetrics } from './monitored.ts';
import { costWidgets, platformWidgets } from './platform-widgets.ts';
import { healthWidgets, wechatWidgets } from './wechat-widgets.ts';

const heading = (markdown: string): IWidget => new TextWidget({ markdown, width: 24, height: 1 });

/** From what hurts most to what costs: whoever was woken reads downwards and stops early. */
export const dashboardRows = (
  monitored: Monitored,
  metrics: MonitoredMetrics,
  alarms: readonly IAlarm[],
): IWidget[][] => [
  [heading('## Health')],
  [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 })],
  healthWidgets(monitored, metrics),
  [heading('## Consent: from the link to the message')],
  consentWidgets(monitored, metrics),
  [heading('## Sends: what became of them')],
  sendWidgets(metrics),
  [heading('## WeChat: how long it takes, what it says')],
  wechatWidgets(monitored, metrics),
  [heading('## Platform')],
  ...platformWidgets(monitored, metrics),
  [heading('## What is paid by use')],
  costWidgets(monitored, metrics),
];
