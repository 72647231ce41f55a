import { integer, list, optional, text, textMap } from '../../src/entry/env.ts';

export const spec = {
  APPID: text,
  TEMPLATE_ID: text,
  PUBLIC_BASE_URL: optional(text),
  RETURN_TARGETS: textMap,
  SCENES: list(integer),
  SEALING_KEYS_PARAMETER: text,
  LINK_LIFETIME_SECONDS: integer,
  WECHAT_PAGE_URL: text,
} as const;

export type EnvName = keyof typeof spec;
