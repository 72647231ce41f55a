/** The account's API credential as Parameter Store holds it. */
export type AccessToken = {
  readonly accessToken: string;
  readonly expiresAtMs: number;
  readonly fetchedAtMs: number;
  /** First 16 hex digits of its SHA-256: what may be logged or sent to say which one is meant. */
  readonly fingerprint: string;
};

/** A reader trusts its copy for at most a minute, as WeChat's own advice has it. */
export const readerCacheMs = 60_000;
/** While it cannot be read: one request in this time waits to find out, the others do not. */
export const readAgainMs = 30_000;
/** A token this near to its end is not used any more: the call must finish in its lifetime. */
const nearExpiryMs = 60_000;
/**
 * Normal mode of stable_token hands out a new token in the last 5 minutes only, so the writer
 * starts to ask 6 minutes before the end, on every run of the minute schedule.
 */
const renewalWindowMs = 6 * 60_000;

export const isUsable = (token: AccessToken, nowMs: number): boolean =>
  token.expiresAtMs - nowMs > nearExpiryMs;

export const needsRenewal = (token: AccessToken, nowMs: number): boolean =>
  token.expiresAtMs - nowMs <= renewalWindowMs;
