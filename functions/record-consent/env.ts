import { oneOf, optional, text, textMap } from '../../src/entry/env.ts';

export const spec = {
  APPID: text,
  TEMPLATE_ID: text,
  PUBLIC_BASE_URL: optional(text),
  RETURN_TARGETS: textMap,
  SEALING_KEYS_PARAMETER: text,
  PSEUDONYM_KEY_PARAMETER: text,
  CREDITS_TABLE: text,
  MINIMUM_ASSURANCE: oneOf('signed', 'browser', 'openid'),
} as const;

export type EnvName = keyof typeof spec;
