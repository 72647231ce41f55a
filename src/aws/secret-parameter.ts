import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Misconfigured, Unavailable } from '../domain/errors.ts';

/** How old a cached secret may be: a rotation publishes a key longer than this before it signs. */
const readAgainAfterMs = 5 * 60_000;
/** While it cannot be read: one request in this time waits to find out, the others do not. */
const tryAgainAfterMs = 30_000;

/**
 * Reads a SecureString; undefined when there is none.
 * @throws Unavailable
 */
export const readParameter = async (
  client: SSMClient,
  name: string,
): Promise<string | undefined> => {
  try {
    const { Parameter } = await client.send(
      new GetParameterCommand({ Name: name, WithDecryption: true }),
    );
    return Parameter?.Value;
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    if (reason === 'ParameterNotFound') return undefined;
    throw new Unavailable(`parameter ${name} could not be read: ${reason}`);
  }
};

/**
 * A secret, read once and again by its age only. While it cannot be read again the old one serves.
 * @throws Misconfigured when the parameter does not exist; Unavailable when it was never read
 */
export const secretParameter = <T>(
  client: SSMClient,
  name: string,
  parse: (value: string) => T,
  now: () => number,
): (() => Promise<T>) => {
  let cached: { readonly value: T; readonly readAtMs: number } | undefined;
  let reading: Promise<T> | undefined;

  const read = async (): Promise<T> => {
    const text = await readParameter(client, name);
    if (text === undefined) throw new Misconfigured(`parameter ${name} does not exist`);
    const value = parse(text);
    cached = { value, readAtMs: now() };
    return value;
  };

  return async () => {
    if (cached !== undefined && now() - cached.readAtMs < readAgainAfterMs) return cached.value;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    const old = cached;
    if (old === undefined) return reading;
    return reading.catch(() => {
      cached = { value: old.value, readAtMs: now() - readAgainAfterMs + tryAgainAfterMs };
      return old.value;
    });
  };
};
