import { flag, integer, list, oneOf, optional, text } from '../../src/entry/env.ts';

export const spec = {
  STAGE: text,
  TEMPLATE_ID: text,
  CREDITS_TABLE: text,
  CREDIT_LIFETIME_SECONDS: optional(integer),
  ACCESS_TOKEN_PARAMETER: text,
  PSEUDONYM_KEY_PARAMETER: text,
  /** Empty when the owner's own token service writes the access_token. */
  REFRESH_FUNCTION: optional(text),
  UNKNOWN_POLICY: oneOf('hold', 'reconcile'),
  MESSAGE_URL_HOSTS: list(text),
  ALLOW_HTTP_URL: flag,
  WECHAT_API_URLS: list(text),
} as const;

export type EnvName = keyof typeof spec;
