import type { SendOutcome, WechatSaid } from '../domain/send-outcome.ts';
import { errcodeRow, hintFor, readRid } from './errcodes.ts';
import type { Exchange } from './http.ts';

const longestErrmsg = 256;

/** WeChat's JSON answer, or undefined when it cannot be read as one. */
export const readJson = (exchange: Exchange): Readonly<Record<string, unknown>> | undefined => {
  if (exchange.status !== 'answered' || exchange.httpStatus !== 200) return undefined;
  try {
    const value: unknown = JSON.parse(exchange.body);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    if (writtenMembers(exchange.body) !== countMembers(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** A member that is written twice is read once, and which one counts is anybody's guess. */
const writtenMembers = (json: string): number =>
  json.match(/"(?:[^"\\]|\\.)*"\s*:?/g)?.filter((text) => text.endsWith(':')).length ?? 0;

const countMembers = (value: unknown): number => {
  if (value === null || typeof value !== 'object') return 0;
  const members = Object.values(value);
  const own = Array.isArray(value) ? 0 : members.length;
  return members.reduce<number>((sum, member) => sum + countMembers(member), own);
};

/**
 * What WeChat said, with its rid and a hint; undefined without a well-formed errcode.
 * @param secret never shown, should WeChat ever echo it
 */
export const readSaid = (
  answer: Readonly<Record<string, unknown>>,
  secret: string,
): WechatSaid | undefined => {
  const { errcode, errmsg } = answer;
  if (typeof errcode !== 'number' || !Number.isSafeInteger(errcode)) return undefined;
  const text = typeof errmsg === 'string' ? errmsg.replaceAll(secret, '[secret]') : '';
  return {
    errcode,
    errmsg: text.slice(0, longestErrmsg),
    rid: readRid(text),
    hint: hintFor(errcode, text),
  };
};

export const outcomeOf = (said: WechatSaid): SendOutcome => ({
  meaning: errcodeRow(said.errcode).send,
  said,
});
