/** The namespace in CloudWatch of one stage's metrics. They have no dimensions. */
export const metricsNamespace = (stage: string): `yici/${string}` => `yici/${stage}`;

/**
 * Every metric of what functions log is here or below. The filters that make them of log lines, the
 * dashboard and the alarms take their names from here, so that nothing is watched that nobody
 * counts. Each name costs as much as three alarms for every hour in which it is counted: what only a
 * log needs is a log event.
 *
 * These are counted, one by one.
 */
export const countNames = [
  'LinkCreated',
  'ConsentConfirmed',
  'ConsentRepeated',
  'ConsentCancelled',
  'ConsentRefused',
  'CreditClaimed',
  'CreditSettled',
  'CreditResolved',
  'ClaimRefused',
  'SendSent',
  'SendRefused',
  'SendReleased',
  /** Until somebody acts, for another reason than WechatAddressRefused and WechatAccountBlocked. */
  'SendBlocked',
  'SendUnknown',
  /** Of those in SendUnknown. */
  'ErrcodeUnlisted',
  'SendNotStarted',
  'SendRepeated',
  'SendProbed',
  'WechatAddressRefused',
  'WechatAccountBlocked',
  'AccessTokenRefreshed',
  'AccessTokenRefreshFailed',
  'AccessTokenForced',
  'CallerRefused',
] as const;

/** What has a value of its own, with its unit. */
export const measureUnits = {
  /** Since the confirm, of each send that WeChat answered with 43101. */
  CreditAgeAtNoChance: 'Seconds',
  /** Of the POST to the send API that ended a send, answered or not. */
  WechatLatency: 'Milliseconds',
  /** Of the day's sends, as WeChat counts them. */
  WechatQuotaUsed: 'Percent',
  AccessTokenSecondsLeft: 'Seconds',
} as const;

/** Of one claim and of what ended it: both at the end of the claim's lease, which a line is not. */
export const leaseEndCounts = ['CreditClaimed', 'CreditSettled'] as const;

export type MetricName = (typeof countNames)[number] | keyof typeof measureUnits;
export type LeaseEndCount = (typeof leaseEndCounts)[number];
