/** The namespace of all of them in CloudWatch; the only dimension is the stage. */
export const metricsNamespace = 'yici';

/**
 * Every metric that a function may emit is here or below. The dashboard and the alarms take their
 * names from here as well, so that nothing is watched that nobody emits. Each name costs as much as
 * three alarms for every hour in which it is emitted: what only a log needs is a log event.
 *
 * These are counted, one by one.
 */
export const countNames = [
  'LinkCreated',
  'ConsentConfirmed',
  'ConsentRepeated',
  'ConsentCancelled',
  'ConsentRefused',
  /** Of one claim and of what ended it: both at the end of the claim's lease. */
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
  /** Of one POST to the send API, answered or not. */
  WechatLatency: 'Milliseconds',
  /** Of the day's sends, as WeChat counts them. */
  WechatQuotaUsed: 'Percent',
  AccessTokenSecondsLeft: 'Seconds',
} as const;

export type CountName = (typeof countNames)[number];
export type MeasureName = keyof typeof measureUnits;
export type MetricName = CountName | MeasureName;
