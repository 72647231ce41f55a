import { isIP } from 'node:net';
import type { HttpRequest } from './http-exchange.ts';

/**
 * Whether an AWS client of this machine may have made a request. Web pages must not reach the
 * tables, the secrets and the functions: one of another site cannot send the header of a signature
 * without our consent (CORS), and one whose name was made to lead here (DNS rebinding) is known by
 * its Host. The signature itself is not checked.
 */
export const isAwsCall = ({ headers }: HttpRequest): boolean =>
  headers['authorization']?.startsWith('AWS4-HMAC-SHA256 ') === true &&
  isLocalHost(headers['host'] ?? '');

/** Names and addresses that nobody else can point here. */
const isLocalHost = (host: string): boolean => {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
};
