import * as v from 'valibot';
import * as field from '../../src/entry/fields.ts';

/** `POST /v1/consents`: what the H5 page found in its own query, and its verifier. */
export const consent = field.object({
  openid: v.optional(field.openid),
  template_id: field.text(128),
  action: field.oneOf('confirm', 'cancel'),
  scene: field.sceneOrText,
  reserved: field.text(128),
  verifier: v.optional(field.text(128)),
});
