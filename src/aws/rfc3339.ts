const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Milliseconds since the epoch, of an RFC 3339 time. NaN for anything else: `Date.parse` takes
 * Beijing time without a zone for UTC, and 7200 for the year, and what seems to live on is used
 * after its end.
 */
export const parseTime = (value: unknown): number =>
  typeof value === 'string' && rfc3339.test(value) ? Date.parse(value) : Number.NaN;

/** The same, of a time in UTC only. */
export const parseUtcTime = (value: unknown): number =>
  typeof value === 'string' && value.endsWith('Z') ? parseTime(value) : Number.NaN;
