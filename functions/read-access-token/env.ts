import { text } from '../../src/entry/env.ts';

export const spec = {
  ACCESS_TOKEN_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
