import * as field from '../../src/entry/fields.ts';

/** `POST /v1/receipts` */
export const receiptRequest = field.object({ receipt: field.text(2_048) });
