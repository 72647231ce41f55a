import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { functionTimeoutSeconds } from '../function-timeouts.ts';
import type { FunctionName } from '../routes.ts';
import type { AlarmRow } from './alarm-row.ts';
import { type MonitoredMetrics, math } from './monitored.ts';

/** What these do changes something for a user; an error of any other is in ApiErrors. */
const changing: readonly FunctionName[] = ['record-consent', 'send-message'];

/** AWS's own part: an alarm costs by the metrics in it, so one sum instead of one for each function. */
export const platformAlarms = (metrics: MonitoredMetrics): readonly AlarmRow[] => {
  const sum = (name: 'Errors' | 'Throttles', functions: readonly FunctionName[]) => {
    const terms = functions.flatMap((fn): [string, Metric][] => {
      const metric = metrics.lambda(name, fn);
      return metric === undefined ? [] : [[fn.replaceAll('-', '_'), metric]];
    });
    const expression = terms.map(([id]) => `FILL(${id}, 0)`).join(' + ');
    return math(expression, Object.fromEntries(terms));
  };
  const slowMs = functionTimeoutSeconds['send-message'] * 1000 * 0.8;
  const duration = metrics.lambda('Duration', 'send-message', { statistic: Stats.p(99) });

  return [
    {
      name: 'ApiErrors',
      severity: 'page',
      means:
        'Five or more requests in five minutes, and more than 5 % of all, were answered with 5xx.',
      hurts: 'Users who see an error page, and back ends whose sends are put off.',
      look: 'npm run yici -- doctor --stage <stage>',
      metric: math('IF(errors >= 5 AND errors > 0.05 * requests, 1, 0)', {
        errors: metrics.api('5xx'),
        requests: metrics.api('Count'),
      }),
      threshold: 1,
    },
    {
      name: 'FunctionErrors',
      severity: 'warn',
      means:
        'A call of record-consent or send-message has crashed, or was cut off at its time limit.',
      hurts:
        'The user of that call: a confirm that shows an error, or a send whose outcome is unknown.',
      look: 'npm run yici -- unknown --stage <stage>',
      metric: sum('Errors', changing),
      threshold: 1,
    },
    {
      name: 'FunctionThrottles',
      severity: 'warn',
      means: 'Lambda has turned calls away: the account, or what is reserved, has no room left.',
      hurts:
        'Users and back ends that are answered 503, and the token when its refresher is among them.',
      look: 'aws lambda get-account-settings',
      metric: sum('Throttles', [...changing, 'refresh-access-token']),
      threshold: 1,
    },
    ...(duration === undefined
      ? []
      : [
          {
            name: 'SendSlow',
            severity: 'warn',
            means: `For 15 minutes one send in a hundred took more than ${slowMs / 1000} s of its ${functionTimeoutSeconds['send-message']}.`,
            hurts:
              'Back ends that wait; users whose send is cut off and becomes unknown, if it gets slower.',
            look: 'npm run yici -- doctor --stage <stage>',
            metric: duration,
            threshold: slowMs,
            periods: 3,
          } satisfies AlarmRow,
        ]),
    {
      name: 'CreditsThrottled',
      severity: 'warn',
      means:
        'DynamoDB has turned away writes to the credits: a sudden peak, or one user written too often.',
      hurts: 'Users whose confirm shows an error, back ends that are answered 503.',
      look: 'npm run yici -- doctor --stage <stage>',
      // of DynamoDB's own metrics missing data is ignored, and the alarm would stay on
      metric: math('FILL(throttled, 0)', { throttled: metrics.table('WriteThrottleEvents') }),
      threshold: 1,
    },
  ];
};
