import type { CountName } from '../metric-names.ts';

/** The address from which we call is not, or not yet, on the account's list. */
export const addressErrcodes: readonly number[] = [40164, 61004, 89501, 89503, 89506, 89507];
/** WeChat has taken something from the account itself. */
export const accountErrcodes: readonly number[] = [40243, 43107, 43116, 48004, 50002, 50004];

/**
 * The metric of refusals that stop every call until somebody acts outside this service, whichever
 * call they answered; undefined for all others.
 */
export const blockedBy = (
  errcode: number,
): Extract<CountName, 'WechatAddressRefused' | 'WechatAccountBlocked'> | undefined => {
  if (addressErrcodes.includes(errcode)) return 'WechatAddressRefused';
  return accountErrcodes.includes(errcode) ? 'WechatAccountBlocked' : undefined;
};
