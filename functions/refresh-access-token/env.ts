import { list, oneOf, text } from '../../src/entry/env.ts';

export const spec = {
  APPID: text,
  APPSECRET_PARAMETER: text,
  ACCESS_TOKEN_PARAMETER: text,
  LOCKS_TABLE: text,
  TOKEN_SOURCE: oneOf('stable_token', 'token'),
  TOKEN_FORCE: oneOf('auto', 'never'),
  WECHAT_API_URLS: list(text),
} as const;

export type EnvName = keyof typeof spec;
