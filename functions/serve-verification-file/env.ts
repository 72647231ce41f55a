import { textMap } from '../../src/entry/env.ts';

export const spec = {
  VERIFICATION_FILES: textMap,
} as const;

export type EnvName = keyof typeof spec;
