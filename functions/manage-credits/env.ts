import { integer, optional, text } from '../../src/entry/env.ts';

export const spec = {
  STAGE: text,
  CREDITS_TABLE: text,
  CREDIT_LIFETIME_SECONDS: optional(integer),
  PSEUDONYM_KEY_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
