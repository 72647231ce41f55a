import { text } from '../../src/entry/env.ts';

export const spec = {
  APPID: text,
  SEALING_KEYS_PARAMETER: text,
} as const;

export type EnvName = keyof typeof spec;
