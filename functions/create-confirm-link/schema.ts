import * as v from 'valibot';
import * as field from '../../src/entry/fields.ts';

/** `POST /v1/confirm-links`: the relay door, for any browser. */
export const publicLink = field.object({ scene: field.scene, return: field.string });

/** `POST /v1/users/{openid}/confirm-links`: bound to that openid, either door. */
export const boundLink = field.object({
  scene: field.scene,
  return: field.string,
  state: v.optional(field.callerState),
  door: v.optional(field.oneOf('redirect', 'relay')),
  expiresIn: v.optional(field.integer(60, 604_800)),
});
