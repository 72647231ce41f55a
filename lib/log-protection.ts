import { CustomDataIdentifier, DataProtectionPolicy } from 'aws-cdk-lib/aws-logs';

/**
 * What must never stand in a log, as CloudWatch Logs may look for it: it takes letters, digits and
 * few signs, so no quotes or brackets say where a value begins.
 *
 * An openid is `o` and 27 of WeChat's letters; AppSecrets, sealed tickets and keys of back ends hold
 * 32 hex digits in a row; an access_token begins with a number and `_`. What we do log is shorter:
 * sendIds and pseudonyms have 24 and 16 digits, API Gateway's request ids 16 letters, Lambda's hyphens.
 */
export const loggedSecrets = {
  openid: 'o[A-Za-z0-9_-]{27}',
  hex: '[0-9a-f]{32}',
  accessToken: '[0-9]{1,4}_[A-Za-z0-9_-]{64}',
} as const;

/**
 * Masks them for whoever reads a log without `logs:Unmask`. Nothing of ours logs them; this is for
 * the day on which something does.
 */
export const logProtection = (): DataProtectionPolicy =>
  new DataProtectionPolicy({
    name: 'yici',
    description: 'openids, AppSecrets, tickets, keys and access_tokens',
    identifiers: Object.entries(loggedSecrets).map(
      ([name, regex]) => new CustomDataIdentifier(`yici-${name}`, regex),
    ),
  });
