import { parseIdempotencyKey } from '../src/domain/idempotency.ts';
import { type Openid, parseOpenid } from '../src/domain/openid.ts';
import { parseCallerState } from '../src/domain/path-state.ts';
import { parseSceneText, type Scene } from '../src/domain/scene.ts';
import { usageFailure } from './failure.ts';
import type { Text } from './text.ts';

/** What is typed, read by the domain's own parsers; none of it is shown when it is wrong. */
const reader =
  <T>(parse: (value: string) => T, wrong: Text) =>
  (value: string | undefined): T => {
    try {
      return parse(value ?? '');
    } catch {
      throw usageFailure(wrong);
    }
  };

export const readOpenid: (value: string | undefined) => Openid = reader(parseOpenid, {
  zh: 'openid 要有 20 到 64 个字符：A-Z a-z 0-9 _ -。',
  en: 'An openid has 20 to 64 characters of A-Z a-z 0-9 _ -.',
});

export const readScene: (value: string | undefined) => Scene = reader(parseSceneText, {
  zh: 'scene 要写 0 到 10000 的整数。',
  en: 'A scene is an integer from 0 to 10000.',
});

export const readState: (value: string | undefined) => string = reader(parseCallerState, {
  zh: '--state 最多 256 字节（UTF-8）。',
  en: '--state must be at most 256 bytes of UTF-8.',
});

/** RFC 3339 in UTC, as milliseconds; undefined when it is anything else. */
export const parseTime = (text: string): number | undefined => {
  const isUtc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text);
  const timeMs = isUtc ? Date.parse(text) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
};

export const readKey: (value: string | undefined) => string = reader(parseIdempotencyKey, {
  zh: '--key 要有 1 到 255 个可见的 ASCII 字符。',
  en: '--key must be 1 to 255 visible ASCII characters.',
});
