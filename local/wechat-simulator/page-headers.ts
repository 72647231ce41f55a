import type { HttpAnswer } from './http.ts';

/**
 * Pages run their own files only: what a message or a link holds can't become script. Any site may
 * frame them (a demo shows the phone beside itself), and the confirm page may request any callback.
 */
export function securePage(answer: HttpAnswer): HttpAnswer {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src *; " +
    "base-uri 'none'; form-action 'none'";
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
