/**
 * What an error is called: the code of its cause where it has one (`ECONNREFUSED`), else its name.
 * Never its message, which may quote a request that holds a secret or an openid.
 */
export const errorReason = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  // a failure to connect is an Error with a code, sometimes wrapped
  return codeOf(error) ?? codeOf(error.cause) ?? error.name;
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
