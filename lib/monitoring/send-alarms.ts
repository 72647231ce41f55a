import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRow } from './alarm-row.ts';
import { type MonitoredMetrics, math } from './monitored.ts';

/** What WeChat says to us, and what becomes of users' chances. */
export const sendAlarms = (metrics: MonitoredMetrics): readonly AlarmRow[] => [
  {
    name: 'WechatAddressRefused',
    severity: 'page',
    means: 'WeChat has refused a call because of the address it came from (40164, 61004, 895xx).',
    hurts: 'Every user who is owed a message: nothing is sent until the address is on the list.',
    look: 'npm run yici -- doctor --stage <stage>',
    metric: metrics.own('WechatAddressRefused'),
    threshold: 1,
  },
  {
    name: 'WechatAccountBlocked',
    severity: 'page',
    means:
      'WeChat has blocked the account, its AppSecret or its right to send (48004, 50002 and the like).',
    hurts: 'Every user who is owed a message, for as long as WeChat keeps it so.',
    look: 'npm run yici -- doctor --stage <stage>',
    metric: metrics.own('WechatAccountBlocked'),
    threshold: 1,
  },
  {
    name: 'SendsBlocked',
    severity: 'page',
    means:
      'WeChat has refused a send in a way that the next one will meet as well: quota, template, rights.',
    hurts: 'Every user who is owed a message. Their chances are kept.',
    look: 'npm run yici -- explain <errcode>, the errcode being on the dashboard',
    metric: metrics.own('SendBlocked'),
    threshold: 1,
  },
  {
    name: 'SendUnknownHigh',
    severity: 'page',
    means:
      'In five minutes five sends had an unknown outcome, or two that were more than 2 % of all.',
    hurts: 'The users of these sends: they may have got the message or not, and get none again.',
    look: 'npm run yici -- unknown --stage <stage>',
    metric: math(
      'IF(unknown >= 5 OR (unknown >= 2 AND unknown > 0.02 * (unknown + FILL(sent, 0))), 1, 0)',
      { unknown: metrics.own('SendUnknown'), sent: metrics.own('SendSent') },
    ),
    threshold: 1,
  },
  {
    name: 'ErrcodeUnlisted',
    severity: 'warn',
    means: 'WeChat has answered a send with an errcode that our table does not list.',
    hurts:
      'The user of that send, who may have got the message or not, and whoever is answered so next.',
    look: 'npm run yici -- unknown --stage <stage>',
    metric: metrics.own('ErrcodeUnlisted'),
    threshold: 1,
  },
  {
    name: 'CreditStuck',
    severity: 'warn',
    means:
      'A send has claimed a credit in the last 15 minutes, and its lease ended without a word from it.',
    hurts: 'The user of that send, whose chance is held until somebody says what became of it.',
    look: 'npm run yici -- unknown --stage <stage>',
    // both are counted at the end of the lease, so that a send still on its way is in neither
    metric: math(
      'claimed - FILL(settled, 0)',
      {
        claimed: metrics.own('CreditClaimed', { minutes: 15 }),
        settled: metrics.own('CreditSettled', { minutes: 15 }),
      },
      { minutes: 15 },
    ),
    threshold: 1,
  },
  {
    name: 'NoChanceHigh',
    severity: 'warn',
    means:
      'Of 20 or more sends in 15 minutes, WeChat has answered more than a fifth with 43101: no chance.',
    hurts: 'Users who confirmed and get nothing: another template, another program, or a forger.',
    look: 'npm run yici -- explain 43101',
    metric: math(
      'IF(refused + FILL(sent, 0) >= 20 AND refused > 0.2 * (refused + FILL(sent, 0)), 1, 0)',
      {
        refused: metrics.own('CreditAgeAtNoChance', {
          statistic: Stats.SAMPLE_COUNT,
          minutes: 15,
        }),
        sent: metrics.own('SendSent', { minutes: 15 }),
      },
      { minutes: 15 },
    ),
    threshold: 1,
  },
  {
    name: 'ConsentRefusedHigh',
    severity: 'warn',
    means:
      'More than 50 callbacks in five minutes were refused, or 10 that were more than 30 % of all.',
    hurts:
      'If it is no attack: users who confirmed and were shown an error, after a key was rotated wrongly.',
    look: 'npm run yici -- doctor --stage <stage>',
    metric: math(
      'IF(refused > 50 OR (refused >= 10 AND refused > 0.3 * (refused + FILL(confirmed, 0))), 1, 0)',
      {
        refused: metrics.own('ConsentRefused'),
        confirmed: metrics.own('ConsentConfirmed'),
      },
    ),
    threshold: 1,
  },
];
