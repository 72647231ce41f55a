/**
 * The credits table as the adapter, the construct and the local table agree on it:
 * one item per (openid, scene).
 */
export const creditsSchema = {
  partitionKey: { name: 'openid', type: 'S' },
  sortKey: { name: 'scene', type: 'N' },
  /** Unix seconds; set on tombstones of erased credits only. */
  timeToLive: 'ttl',
} as const;

/** The small table that holds the lock of the access_token's only writer. */
export const locksSchema = {
  partitionKey: { name: 'name', type: 'S' },
} as const;
