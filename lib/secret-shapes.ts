/**
 * What secrets and openids look like, as CloudWatch Logs may look for them: it takes letters, digits
 * and few signs, so no quotes or brackets say where a value begins.
 *
 * An openid is `o` and 27 of WeChat's letters; AppSecrets, sealed tickets and keys of back ends hold
 * 32 hex digits in a row; an access_token begins with a number and `_`. What we do log is shorter:
 * sendIds and pseudonyms have 24 and 16 digits, API Gateway's request ids 16 letters, Lambda's hyphens.
 */
export const secretShapes = {
  openid: 'o[A-Za-z0-9_-]{27}',
  hex: '[0-9a-f]{32}',
  accessToken: '[0-9]{1,4}_[A-Za-z0-9_-]{64}',
} as const;
