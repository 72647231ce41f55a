import { isIP } from 'node:net';
import { type HttpAnswer, type HttpRequest, json } from './http.ts';

/**
 * Keeps the pages of other sites off the control plane, which any browser on this machine reaches.
 * One whose name was made to lead here (DNS rebinding) is known by its Host: nobody can do so with
 * `localhost` or an address. Any other is known by its Origin, and may ask, but not change anything;
 * of what it asks for it sees nothing, for want of CORS.
 * @param own how the simulator is spelled in links.
 * @returns the answer to such a page, null for anybody else.
 */
export function refuseOtherPages({ method, headers }: HttpRequest, own: URL): HttpAnswer | null {
  const { host = '', origin } = headers;
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
  if (![own.hostname, 'localhost'].includes(name) && isIP(name.replace(/^\[|\]$/g, '')) === 0)
    return refusal('Host', host, [own.host, 'localhost', 'an IP address']);
  if (method === 'GET' || origin === undefined) return null;
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  if ([own.host, host].includes(from)) return null;
  return refusal('Origin', origin, [own.origin, `http://${host}`]);
}

function refusal(field: string, value: string, allowed: readonly string[]): HttpAnswer {
  return json(403, {
    error: `a page of another site: ${field} is ${value}`,
    field,
    value,
    allowed,
  });
}
