import * as field from '../../src/entry/fields.ts';

/** `POST /v1/users/{openid}/credits/{scene}/resolution` */
export const resolution = field.object({
  sendId: field.text(64),
  delivered: field.flag,
});
