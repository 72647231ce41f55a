import type { StageConfig } from './config.ts';

export type Placeholder = { readonly setting: string; readonly value: string };

/** What the example configuration is filled with, and names that can never be anybody's (RFC 2606). */
const looksLikeAnExample: readonly RegExp[] = [
  /^wx0123456789abcdef$/,
  /replace-with-/,
  /^[a-z]+-0123456789abcdef0?$/,
  /0123456789ABC/,
  /(^|[/.@])example\.(com|org|net|cn)(?=[:/?#]|$)/,
  /:(123456789012|000000000000):/,
  /^(123456789012|000000000000)$/,
];

/**
 * Settings that still hold an example's value. With them a deploy fails, or what it deploys cannot
 * work: WeChat knows no such appid and template, and nobody owns such a domain.
 */
export const placeholders = (config: StageConfig): readonly Placeholder[] => find(config, []);

const find = (value: unknown, path: readonly string[]): readonly Placeholder[] => {
  if (typeof value === 'string') {
    return looksLikeAnExample.some((pattern) => pattern.test(value))
      ? [{ setting: path.join('.'), value }]
      : [];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => find(inner, [...path, key]));
};
