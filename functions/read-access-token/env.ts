import { text } from '../../src/entry/env.ts';

export const spec = {
  STAGE: text,
  ACCESS_TOKEN_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
