import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Openid } from '../domain/openid.ts';
import { pseudonym } from '../domain/pseudonym.ts';
import { secretParameter } from './secret-parameter.ts';

/**
 * Openids as logs may show them. A log line is not worth a failed request: while the key cannot
 * be read, users are `unnamed`.
 */
export const pseudonymizer = (client: SSMClient, parameter: string, now: () => number) => {
  const read = secretParameter(client, parameter, (key) => key, now);
  return {
    read,
    pseudonym: (openid: Openid): Promise<string> =>
      read().then(
        (key) => pseudonym(key, openid),
        () => 'unnamed',
      ),
  };
};
