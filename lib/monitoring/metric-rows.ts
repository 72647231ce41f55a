import type { LogEvent } from '../../src/log-events.ts';
import type { LeaseEndCount, MetricName } from '../../src/metric-names.ts';
import type { FunctionName } from '../routes.ts';

/** How one metric is made of the lines that functions log. */
export type MetricRow = {
  readonly metric: Exclude<MetricName, LeaseEndCount>;
  readonly functions: readonly FunctionName[];
  readonly events: readonly LogEvent[];
  /** What more a line must have; null: what it must not have. */
  readonly fields?: Readonly<Record<string, string | null>>;
  /** The field that holds the value, in lines that have it; without one each line counts as 1. */
  readonly value?: string;
};

const send = { functions: ['send-message'] } as const;
const consent = { functions: ['record-consent'] } as const;
const refresh = { functions: ['refresh-access-token'] } as const;

const posted: readonly LogEvent[] = [
  'message.sent',
  'message.refused',
  'message.released',
  'message.unknown',
];

/** A refusal that stops sends and refreshes alike: its cause counts, whichever met it. */
const blocked = (metric: MetricRow['metric'], by: string): readonly MetricRow[] => [
  { metric, ...send, events: ['message.released'], fields: { blocked: by } },
  { metric, ...refresh, events: ['access_token.refresh_failed'], fields: { blocked: by } },
];

/** Every metric but those that are counted at the end of a lease: these the lines carry themselves. */
export const metricRows: readonly MetricRow[] = [
  {
    metric: 'LinkCreated',
    functions: ['start-consent', 'create-confirm-link'],
    events: ['link.created'],
  },
  { metric: 'ConsentConfirmed', ...consent, events: ['consent.recorded'] },
  { metric: 'ConsentRepeated', ...consent, events: ['consent.repeated'] },
  { metric: 'ConsentCancelled', ...consent, events: ['consent.cancelled'] },
  { metric: 'ConsentRefused', ...consent, events: ['consent.refused'] },
  { metric: 'CreditResolved', functions: ['manage-credits'], events: ['credit.resolved'] },
  { metric: 'ClaimRefused', ...send, events: ['credit.claim_refused'] },
  { metric: 'SendSent', ...send, events: ['message.sent'] },
  { metric: 'SendRefused', ...send, events: ['message.refused'] },
  { metric: 'SendReleased', ...send, events: ['message.released'], fields: { blocked: null } },
  { metric: 'SendBlocked', ...send, events: ['message.released'], fields: { blocked: 'send' } },
  { metric: 'SendUnknown', ...send, events: ['message.unknown'] },
  {
    metric: 'ErrcodeUnlisted',
    ...send,
    events: ['message.unknown'],
    fields: { unlisted: 'errcode' },
  },
  { metric: 'SendNotStarted', ...send, events: ['message.not_started'] },
  { metric: 'SendRepeated', ...send, events: ['key.repeated'] },
  { metric: 'SendProbed', ...send, events: posted, fields: { ending: 'probed' } },
  { metric: 'AccessTokenRefreshed', ...refresh, events: ['access_token.refreshed'] },
  { metric: 'AccessTokenRefreshFailed', ...refresh, events: ['access_token.refresh_failed'] },
  { metric: 'AccessTokenForced', ...refresh, events: ['access_token.forced'] },
  ...blocked('WechatAddressRefused', 'address'),
  ...blocked('WechatAccountBlocked', 'account'),
  { metric: 'CallerRefused', functions: ['authorize-key'], events: ['caller.refused'] },
  { metric: 'CreditAgeAtNoChance', ...send, events: ['message.refused'], value: 'creditAge' },
  { metric: 'WechatLatency', ...send, events: posted, value: 'ms' },
  { metric: 'WechatQuotaUsed', ...refresh, events: ['quota.read'], value: 'percent' },
  {
    metric: 'AccessTokenSecondsLeft',
    ...refresh,
    events: [
      'access_token.kept',
      'access_token.refreshed',
      'access_token.refresh_busy',
      'access_token.refresh_failed',
    ],
    value: 'secondsLeft',
  },
  // where another service refreshes the token, its readers alone see how old it gets
  {
    metric: 'AccessTokenSecondsLeft',
    ...send,
    events: ['access_token.read'],
    value: 'secondsLeft',
  },
];
