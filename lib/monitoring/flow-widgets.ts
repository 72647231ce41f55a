import { type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Monitored, MonitoredMetrics } from './monitored.ts';
import { graph, table } from './widgets.ts';

export const consentWidgets = (monitored: Monitored, { own }: MonitoredMetrics): IWidget[] => [
  graph({
    title: 'Links, confirms, messages',
    left: [
      own('LinkCreated', { label: 'links made' }),
      own('ConsentConfirmed', { label: 'confirmed' }),
      own('SendSent', { label: 'sent' }),
    ],
    width: 8,
  }),
  graph({
    title: 'Not confirmed',
    left: [
      own('ConsentCancelled', { label: 'cancelled' }),
      own('ConsentRepeated', { label: 'repeated' }),
      own('ConsentRefused', { label: 'refused' }),
    ],
    width: 8,
  }),
  table(monitored, {
    title: 'Why callbacks were refused',
    functions: ['record-consent'],
    events: ['consent.refused'],
    commands: ['stats count(*) as callbacks by reason, door', 'sort callbacks desc'],
    width: 8,
  }),
];

export const sendWidgets = ({ own }: MonitoredMetrics): IWidget[] => [
  graph({
    title: 'Outcomes',
    left: [
      own('SendSent', { label: 'sent' }),
      own('SendRefused', { label: 'refused' }),
      own('SendReleased', { label: 'put off' }),
      own('SendBlocked', { label: 'blocked' }),
      own('WechatAddressRefused', { label: 'address refused' }),
      own('WechatAccountBlocked', { label: 'account blocked' }),
      own('SendUnknown', { label: 'unknown' }),
    ],
    stacked: true,
    width: 8,
  }),
  graph({
    title: 'Asked for and not sent; unknown and settled',
    left: [
      own('ClaimRefused', { label: 'no credit' }),
      own('SendRepeated', { label: 'key repeated' }),
      own('SendNotStarted', { label: 'not started' }),
      own('ErrcodeUnlisted', { label: 'errcode unlisted' }),
      own('SendProbed', { label: 'asked again' }),
      own('CreditResolved', { label: 'settled by hand' }),
      own('CallerRefused', { label: 'caller refused' }),
    ],
    width: 8,
  }),
  graph({
    title: 'Age of confirms without a chance (s)',
    left: [
      own('CreditAgeAtNoChance', { statistic: Stats.MINIMUM, label: 'youngest' }),
      own('CreditAgeAtNoChance', { statistic: Stats.p(50), label: 'half are younger' }),
    ],
    width: 8,
  }),
];
