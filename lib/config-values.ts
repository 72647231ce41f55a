import * as v from 'valibot';
import { isPrivateHost } from './private-host.ts';

/** Query parameters that yici adds to a return target; a target of its own may not carry them. */
const ownParameters = ['yici', 'scene', 'state', 'receipt'];

const parseUrl = (value: string): URL | undefined =>
  URL.canParse(value) ? new URL(value) : undefined;

/** https, or http on an address that is not public: for trying things on one machine or LAN. */
const isSecureOrPrivate = (value: string): boolean => {
  const url = parseUrl(value);
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateHost(url.hostname));
};

const carriesOwnParameter = (value: string): boolean => {
  const url = parseUrl(value);
  if (url === undefined) return false;
  const { hash } = url;
  const fragmentQuery = new URLSearchParams(
    hash.includes('?') ? hash.slice(hash.indexOf('?')) : '',
  );
  return ownParameters.some((name) => url.searchParams.has(name) || fragmentQuery.has(name));
};

const httpsUrl = (allowed: string) =>
  v.pipe(
    v.string(),
    v.check(isSecureOrPrivate, ({ input }) => `must be ${allowed}, got '${input}'`),
    // which `URL` would drop unasked
    v.check(
      (value) => !/^\s|\s$|\p{Cc}/u.test(value),
      ({ input }) => `must hold no control characters and no blanks around it, got '${input}'`,
    ),
  );

/** As a browser asks for it, and as a header such as `Location` can carry it: `/课程` is encoded. */
const asAsked = (value: string): string => new URL(value).href;

export const returnTarget = v.pipe(
  httpsUrl('an https URL (http only on a loopback or private address)'),
  v.check(
    (value) => !carriesOwnParameter(value),
    ({ input }) =>
      `must not carry a parameter named ${ownParameters.join(', ')}: yici adds those, got '${input}'`,
  ),
  v.transform(asAsked),
);

/** A URL that paths are appended to. */
export const baseUrl = v.pipe(
  httpsUrl('an https URL without query or fragment'),
  v.check(
    (value) => !/[?#]/.test(value) && !value.endsWith('/'),
    ({ input }) => `must end without '/', query or fragment, got '${input}'`,
  ),
  v.transform((value) => asAsked(value).replace(/\/$/, '')),
);

export const matching = (pattern: RegExp, allowed: string) =>
  v.pipe(
    v.string(),
    v.regex(pattern, ({ input }) => `must be ${allowed}, got '${input}'`),
  );

export const origin = v.pipe(
  v.string(),
  v.check(
    (value) => isSecureOrPrivate(value) && parseUrl(value)?.origin === value,
    ({ input }) => `must be an origin such as https://h5.example.com, got '${input}'`,
  ),
);

export const range = (minimum: number, maximum: number, unit: string) =>
  v.pipe(
    v.number(),
    v.integer(({ input }) => `must be a whole number of ${unit}, got ${input}`),
    v.minValue(minimum, ({ input }) => `must be at least ${minimum} ${unit}, got ${input}`),
    v.maxValue(maximum, ({ input }) => `must be at most ${maximum} ${unit}, got ${input}`),
  );

export const scene = v.pipe(
  v.number(),
  v.check(
    (value) => Number.isInteger(value) && value >= 0 && value <= 10_000,
    ({ input }) => `must be an integer from 0 to 10000, got ${input}`,
  ),
);
