import { createHash } from 'node:crypto';
import { InvalidInput } from './errors.ts';
import type { Message } from './message.ts';

/** The key itself is the caller's; only its hash is stored. 22 characters of base64url. */
export const hashKey = (idempotencyKey: string): string =>
  createHash('sha256').update(idempotencyKey).digest('base64url').slice(0, 22);

/** The same key with another message is refused. Field order in the caller's JSON does not matter. */
export const fingerprintMessage = (message: Message): string => {
  const { openid, scene, title, content, color, url, miniprogram } = message;
  const fields = [
    openid,
    scene,
    title,
    content,
    color,
    url,
    miniprogram?.appid,
    miniprogram?.pagepath,
  ];
  return createHash('sha256')
    .update(JSON.stringify(fields.map((field) => field ?? null)))
    .digest('base64url')
    .slice(0, 22);
};

/** @throws InvalidInput unless it is 1 to 255 visible ASCII characters */
export const parseIdempotencyKey = (value: string): string => {
  if (!/^[!-~]{1,255}$/.test(value)) {
    throw new InvalidInput('Idempotency-Key must be 1 to 255 visible ASCII characters');
  }
  return value;
};
