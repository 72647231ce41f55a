/** The address from which we call is not, or not yet, on the account's list. */
export const addressErrcodes: readonly number[] = [40164, 61004, 89501, 89503, 89506, 89507];
/** WeChat has taken something from the account itself. */
export const accountErrcodes: readonly number[] = [40243, 43107, 43116, 48004, 50002, 50004];

/**
 * What stops every call until somebody acts outside this service, whichever call was answered with
 * it; undefined for all other errcodes.
 */
export const blockedBy = (errcode: number): 'address' | 'account' | undefined => {
  if (addressErrcodes.includes(errcode)) return 'address';
  return accountErrcodes.includes(errcode) ? 'account' : undefined;
};
