/** The cookie that shows, after WeChat, that the same browser is back. */
export type BrowserCookie = {
  /** A Set-Cookie value. */
  readonly set: (secret: string) => string;
  /** Every secret that this browser has of us, always in the same order. */
  readonly read: (cookies: readonly string[]) => readonly string[];
};

/** Outlives every link of `GET /subscribe`; renewed with each, so that all tabs share it. */
const maxAgeSeconds = 30 * 86_400;

/**
 * Lax, since WeChat sends the browser back by a top-level GET. `__Host-` (which demands Secure)
 * where the base URL is https; plain where it is http, which configuration allows on loopback and
 * private addresses only. Each secret has a name of its own: when a browser opens its first two
 * links at once, the second answer must not take away what the first link was made for.
 */
export const browserCookie = (publicBaseUrl: string): BrowserCookie => {
  const secure = publicBaseUrl.startsWith('https:');
  const prefix = secure ? '__Host-yici' : 'yici';
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  const pair = (secret: string) => `${prefix}-${secret.slice(0, 8)}=${secret}`;
  return {
    set: (secret) => `${pair(secret)}; ${attributes}`,
    read: (cookies) =>
      cookies
        .flatMap((cookie) => {
          const secret = cookie.slice(cookie.indexOf('=') + 1);
          return /^[0-9a-f]{32}$/.test(secret) && cookie === pair(secret) ? [secret] : [];
        })
        .sort(),
  };
};
