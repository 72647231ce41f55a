import type { Text } from '../text.ts';

export const parameterWords = {
  changed: (name: string): Text => ({
    zh: `有人刚刚改了 ${name}：什么也没有写，再运行一次看看。`,
    en: `Somebody has just changed ${name}: nothing was written, run it again.`,
  }),
  overtaken: (name: string, version: number): Text => ({
    zh: `注意：有人同时写了 ${name}，他的是版本 ${version}，已被这次盖掉；请对照参数的历史版本。`,
    en: `Mind: somebody wrote ${name} at the same time; theirs is version ${version} and was overwritten. Compare the parameter's history.`,
  }),
} as const;
