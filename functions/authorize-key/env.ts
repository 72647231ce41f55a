import { text, textMap } from '../../src/entry/env.ts';

export const spec = {
  ACCESS_KEYS_PARAMETER: text,
  /** Route key -> the scope that a caller needs for it. */
  ROUTE_SCOPES: textMap,
} as const;

export type EnvName = keyof typeof spec;
