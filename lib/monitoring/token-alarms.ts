import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRow, BREACHING, LESS_THAN_THRESHOLD } from './alarm-row.ts';
import { type Monitored, type MonitoredMetrics, math, queueDepth } from './monitored.ts';

/** What watches over the access_token, and what its refresher sees of the account. */
export const tokenAlarms = (
  { undeliveredQueue }: Monitored,
  metrics: MonitoredMetrics,
): readonly AlarmRow[] => {
  const errors = metrics.lambda('Errors', 'refresh-access-token');
  return errors === undefined || undeliveredQueue === undefined
    ? [ofAnotherService(metrics)]
    : [
        {
          name: 'TokenNearExpiry',
          severity: 'page',
          means:
            'For three minutes the access_token was within four minutes of its end, or nobody looked.',
          hurts: 'Every user who is owed a message: when the token ends, all sends answer 503.',
          look: 'npm run yici -- token --stage <stage>',
          metric: metrics.own('AccessTokenSecondsLeft', { statistic: Stats.MINIMUM, minutes: 1 }),
          comparison: LESS_THAN_THRESHOLD,
          // WeChat hands out the next one when five minutes remain: three runs have failed by then
          threshold: 240,
          periods: 3,
          missing: BREACHING,
        },
        {
          name: 'RefreshFailing',
          severity: 'warn',
          means: 'Three runs of refresh-access-token out of five have failed.',
          hurts:
            'Nobody yet: the stored token still lives. Nobody will be sent anything when it ends.',
          look: 'npm run yici -- doctor --stage <stage>',
          metric: math('IF(FILL(failed, 0) > FILL(errors, 0), failed, FILL(errors, 0))', {
            failed: metrics.own('AccessTokenRefreshFailed'),
            errors,
          }),
          threshold: 3,
        },
        {
          name: 'RunUndelivered',
          severity: 'warn',
          means: 'EventBridge could not start a run of refresh-access-token.',
          hurts: 'Nobody while other runs are started: one in two hours is enough.',
          look: 'npm run yici -- token --stage <stage>',
          metric: queueDepth(undeliveredQueue),
          threshold: 1,
        },
        {
          name: 'QuotaLow',
          severity: 'warn',
          means: "More than 80 % of the day's sends are used up, as WeChat counts them.",
          hurts:
            'Nobody yet. When they are used up, nobody is sent anything until midnight in Beijing.',
          look: 'npm run yici -- doctor --stage <stage>',
          metric: metrics.own('WechatQuotaUsed', { statistic: Stats.MAXIMUM, minutes: 60 }),
          threshold: 80,
        },
      ];
};

/** The readers alone see it then, and only while something is sent. */
const ofAnotherService = (metrics: MonitoredMetrics): AlarmRow => ({
  name: 'TokenNearExpiry',
  severity: 'page',
  means: 'For five minutes no send has found an access_token with a minute left to live.',
  hurts: 'Every user who is owed a message: all sends answer 503.',
  look: 'npm run yici -- token --stage <stage>',
  metric: metrics.own('AccessTokenSecondsLeft', { statistic: Stats.MAXIMUM }),
  comparison: LESS_THAN_THRESHOLD,
  threshold: 60,
});
