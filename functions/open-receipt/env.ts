import { text } from '../../src/entry/env.ts';

export const spec = {
  STAGE: text,
  APPID: text,
  SEALING_KEYS_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
