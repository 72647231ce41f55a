/**
 * Below the functions' own time limits: three tries of a second and a half fit into every one of
 * them. The region, credentials and endpoint come from the environment.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 1_500,
    /** Without it, the SDK would write a warning and wait on. */
    throwOnRequestTimeout: true,
    /** For an answer that has begun. */
    socketTimeout: 1_500,
  },
} as const;
