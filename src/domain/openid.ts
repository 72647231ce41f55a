import { InvalidInput } from './errors.ts';

declare const openid: unique symbol;

/** One user in one account: 28 characters in practice. Personal data: never logged as it is. */
export type Openid = string & { readonly [openid]: true };

/** The message does not show the value: it may be somebody's openid with one slip in it. */
export const parseOpenid = (value: unknown): Openid => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{20,64}$/.test(value)) {
    throw new InvalidInput('openid must be 20 to 64 characters of A-Z a-z 0-9 _ -');
  }
  return value as Openid;
};
