import { InvalidInput, Misconfigured, Unavailable } from '../domain/errors.ts';

/** What went wrong, as the caller and as the log may be told. */
export type Failure = {
  readonly code: 'invalid_request' | 'unavailable' | 'internal_error';
  /** For the caller. */
  readonly detail?: string | undefined;
  /** For the log: our own words, or only a name where they are not. */
  readonly reason: string;
  readonly retryAfterSeconds?: number;
};

export const readFailure = (error: unknown): Failure => {
  if (error instanceof InvalidInput) {
    const { message } = error;
    return { code: 'invalid_request', detail: message, reason: withoutOpenids(message) };
  }
  if (error instanceof Unavailable) {
    return { code: 'unavailable', reason: error.message, retryAfterSeconds: 5 };
  }
  if (error instanceof Misconfigured) return { code: 'internal_error', reason: error.message };
  return { code: 'internal_error', reason: error instanceof Error ? error.name : 'unknown' };
};

/** What a message quotes may be an openid that stands in the wrong field. */
const withoutOpenids = (message: string): string =>
  message.replaceAll(/[A-Za-z0-9_-]{20,}/g, '[hidden]');
