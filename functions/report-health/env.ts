import { text } from '../../src/entry/env.ts';

export const spec = {
  CREDITS_TABLE: text,
  ACCESS_TOKEN_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
