import { createHash } from 'node:crypto';
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { AccessToken } from '../domain/access-token.ts';
import { Misconfigured, Unavailable } from '../domain/errors.ts';
import type { AccessTokenParameter } from '../use-cases/ports.ts';
import { parseTime } from './rfc3339.ts';
import { readParameter } from './secret-parameter.ts';

/** What may be logged of a token, or sent to say which one is meant. */
export const fingerprintOf = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest('hex').slice(0, 16);

/**
 * The access_token in Parameter Store: a SecureString of JSON
 * `{accessToken, expiresAt, fetchedAt?, fingerprint?}`, times RFC 3339. The owner's own token
 * service writes the first two.
 */
export const accessTokenParameter = (client: SSMClient, name: string): AccessTokenParameter => ({
  read: async () => {
    const text = await readParameter(client, name);
    return text === undefined ? undefined : parseAccessToken(text);
  },
  write: async ({ accessToken, expiresAtMs, fetchedAtMs, fingerprint }) => {
    const value = JSON.stringify({
      accessToken,
      expiresAt: new Date(expiresAtMs).toISOString(),
      fetchedAt: new Date(fetchedAtMs).toISOString(),
      fingerprint,
    });
    try {
      await client.send(
        new PutParameterCommand({
          Name: name,
          Value: value,
          Type: 'SecureString',
          Overwrite: true,
        }),
      );
    } catch (error) {
      throw new Unavailable(
        `parameter ${name} could not be written: ${error instanceof Error ? error.name : 'unknown'}`,
      );
    }
  },
});

/** @throws Misconfigured; never shows what it read */
const parseAccessToken = (json: string): AccessToken => {
  const { accessToken, expiresAt, fetchedAt } = readObject(json);
  const expiresAtMs = parseTime(expiresAt);
  if (typeof accessToken !== 'string' || accessToken === '' || Number.isNaN(expiresAtMs)) {
    throw new Misconfigured('the access_token parameter is not in the documented form');
  }
  const fetchedAtMs = parseTime(fetchedAt);
  return {
    accessToken,
    expiresAtMs,
    fetchedAtMs: Number.isNaN(fetchedAtMs) ? 0 : fetchedAtMs,
    fingerprint: fingerprintOf(accessToken),
  };
};

const readObject = (json: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
