/** The cookie that shows, after WeChat, that the same browser is back. */
export type BrowserCookie = {
  readonly name: string;
  /** A Set-Cookie value. */
  readonly set: (secret: string) => string;
};

/** Outlives every link of `GET /subscribe`; renewed with each, so that two tabs share it. */
const maxAgeSeconds = 30 * 86_400;

/**
 * Lax, since WeChat sends the browser back by a top-level GET. `__Host-` (which demands Secure)
 * where the base URL is https; plain where it is http, which configuration allows on loopback and
 * private addresses only.
 */
export const browserCookie = (publicBaseUrl: string): BrowserCookie => {
  const secure = publicBaseUrl.startsWith('https:');
  const name = secure ? '__Host-yici' : 'yici';
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return { name, set: (secret) => `${name}=${secret}; ${attributes}` };
};

/** Undefined when there is none, or one that we did not make. */
export const readBrowserSecret = (
  cookies: readonly string[],
  { name }: BrowserCookie,
): string | undefined => {
  const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  return value !== undefined && /^[0-9a-f]{32}$/.test(value) ? value : undefined;
};
