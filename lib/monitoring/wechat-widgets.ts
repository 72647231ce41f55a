import { type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Monitored, type MonitoredMetrics, math, queueDepth } from './monitored.ts';
import { graph, table, value } from './widgets.ts';

export const healthWidgets = (
  { undeliveredQueue }: Monitored,
  { own }: MonitoredMetrics,
): IWidget[] => {
  const open = math(
    'claimed - FILL(settled, 0)',
    { claimed: own('CreditClaimed'), settled: own('CreditSettled') },
    { label: 'sends' },
  );
  const seconds = own('AccessTokenSecondsLeft', {
    statistic: Stats.MINIMUM,
    minutes: 1,
    label: 'left',
  });
  const numbers = [
    { title: 'access_token (s)', metrics: [seconds] },
    { title: 'Unknown outcomes', metrics: [own('SendUnknown', { label: 'sends' })], whole: true },
    { title: 'Credits stuck', metrics: [open], whole: true },
  ];
  if (undeliveredQueue === undefined)
    return numbers.map((number) => value({ ...number, width: 8 }));
  const quota = own('WechatQuotaUsed', { statistic: Stats.MAXIMUM, minutes: 60, label: '% used' });
  const undelivered = queueDepth(undeliveredQueue, { label: 'waiting' });
  return [
    ...numbers.map((number) => value({ ...number, width: 5 })),
    value({ title: "WeChat's quota of the day", metrics: [quota], width: 5 }),
    value({ title: 'Runs undelivered', metrics: [undelivered], width: 4 }),
  ];
};

export const wechatWidgets = (monitored: Monitored, { own }: MonitoredMetrics): IWidget[] => {
  const seconds = own('AccessTokenSecondsLeft', {
    statistic: Stats.MINIMUM,
    label: 'seconds (right)',
  });
  const refresher = [
    own('AccessTokenRefreshed', { label: 'refreshed' }),
    own('AccessTokenRefreshFailed', { label: 'failed' }),
    own('AccessTokenForced', { label: 'forced' }),
  ];
  const refreshes = monitored.undeliveredQueue === undefined ? [] : refresher;
  return [
    graph({
      title: 'Time of one POST (ms)',
      left: [
        own('WechatLatency', { statistic: Stats.p(50), label: 'p50' }),
        own('WechatLatency', { statistic: Stats.p(99), label: 'p99' }),
      ],
      width: 8,
    }),
    table(monitored, {
      title: 'What WeChat refused, by errcode',
      functions: ['send-message', 'refresh-access-token'],
      events: [
        'message.refused',
        'message.released',
        'message.not_started',
        'message.unknown',
        'access_token.refresh_failed',
      ],
      commands: [
        'filter ispresent(errcode)',
        'stats count(*) as answers, latest(rid) as lastRid by errcode, event',
        'sort answers desc',
      ],
      width: 8,
    }),
    graph({ title: 'access_token', left: refreshes, right: [seconds], width: 8 }),
  ];
};
