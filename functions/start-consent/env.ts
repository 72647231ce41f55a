import { integer, list, oneOf, text, textMap } from '../../src/entry/env.ts';

export const spec = {
  APPID: text,
  TEMPLATE_ID: text,
  PUBLIC_BASE_URL: text,
  RETURN_TARGETS: textMap,
  SCENES: list(integer),
  SEALING_KEYS_PARAMETER: text,
  LINK_LIFETIME_SECONDS: integer,
  OUTSIDE_WECHAT: oneOf('help', 'redirect'),
  DESKTOP_WECHAT: oneOf('qr', 'redirect'),
  WECHAT_PAGE_URL: text,
} as const;

export type EnvName = keyof typeof spec;
