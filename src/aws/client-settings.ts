import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * What a client of the SDK would otherwise look for, and each time not find, in Lambda's
 * environment and in files that Lambda does not have. Region, credentials and AWS_ENDPOINT_URL
 * come from the environment as ever.
 *
 * A call is given up after three tries of a second and a half. Two calls, one after the other, fit
 * into the time of every function. Resolving and erasing may make more of them, and can be repeated.
 */
export const clientSettings = (service: 'DYNAMODB' | 'SSM' | 'LAMBDA') => {
  const { env } = process;
  const endpoint = env[`AWS_ENDPOINT_URL_${service}`] || env['AWS_ENDPOINT_URL'];
  return {
    region: env['AWS_REGION'] ?? '',
    credentials: fromEnv(),
    ...(endpoint ? { endpoint } : {}),
    ignoreConfiguredEndpointUrls: true,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    disableClockSkewCorrection: false,
    accountIdEndpointMode: 'disabled' as const,
    authSchemePreference: [],
    retryMode: 'standard',
    maxAttempts: 3,
    /** As `app/yici` in the user agent, which CloudTrail shows. */
    userAgentAppId: 'yici',
    /** Resolves the stack of middleware once for each command instead of once for each call. */
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 1_500,
      /** Without it, the SDK would write a warning and wait on. */
      throwOnRequestTimeout: true,
      /** For an answer that has begun. */
      socketTimeout: 1_500,
    },
  };
};
