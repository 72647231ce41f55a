import { createHmac } from 'node:crypto';
import type { Openid } from './openid.ts';

/** An openid as logs may show it: the same for the same user, nothing without the key. */
export const pseudonym = (key: string, openid: Openid): string =>
  createHmac('sha256', key).update(openid).digest('hex').slice(0, 16);
