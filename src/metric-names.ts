/** The namespace of all of them in CloudWatch; the only dimension is the stage. */
export const metricsNamespace = 'yici';

/**
 * Every metric that a function may emit, with its unit. The dashboard and the alarms take their
 * names from here as well, so that nothing is watched that nobody emits. Each name costs as much as
 * three alarms for every hour in which it is emitted: what only a log needs is a log event.
 */
export const metricUnits = {
  LinkCreated: 'Count',
  ConsentConfirmed: 'Count',
  ConsentRepeated: 'Count',
  ConsentCancelled: 'Count',
  ConsentRefused: 'Count',
  /** Of one claim and of what ended it: both at the end of the claim's lease. */
  CreditClaimed: 'Count',
  CreditSettled: 'Count',
  CreditResolved: 'Count',
  /** Since the confirm, of each send that WeChat answered with 43101. */
  CreditAgeAtNoChance: 'Seconds',
  ClaimRefused: 'Count',
  SendSent: 'Count',
  SendRefused: 'Count',
  SendReleased: 'Count',
  /** Until somebody acts, for another reason than the next two. */
  SendBlocked: 'Count',
  SendUnknown: 'Count',
  SendNotStarted: 'Count',
  SendRepeated: 'Count',
  SendProbed: 'Count',
  /** Of one POST to the send API, answered or not. */
  WechatLatency: 'Milliseconds',
  WechatAddressRefused: 'Count',
  WechatAccountBlocked: 'Count',
  /** Of the day's sends, as WeChat counts them. */
  WechatQuotaUsed: 'Percent',
  AccessTokenSecondsLeft: 'Seconds',
  AccessTokenRefreshed: 'Count',
  AccessTokenRefreshFailed: 'Count',
  AccessTokenForced: 'Count',
  CallerRefused: 'Count',
} as const;

export type MetricName = keyof typeof metricUnits;

/** What is counted, one by one. */
export type CountName = {
  [Name in MetricName]: (typeof metricUnits)[Name] extends 'Count' ? Name : never;
}[MetricName];

/** What has a value of its own. */
export type MeasureName = Exclude<MetricName, CountName>;
