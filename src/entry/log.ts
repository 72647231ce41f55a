import type { LogEvent } from '../log-events.ts';
import type { EmbeddedMetric } from './count-at.ts';

type LogValue = string | number | boolean | EmbeddedMetric | undefined;

export type LogFields = Readonly<Record<string, LogValue>>;

export type Log = {
  readonly info: (event: LogEvent, fields?: LogFields) => void;
  readonly warn: (event: LogEvent, fields?: LogFields) => void;
  readonly error: (event: LogEvent, fields?: LogFields) => void;
  /** A log whose lines all carry these fields. */
  readonly with: (fields: LogFields) => Log;
};

/**
 * One line, one write: Lambda's JSON log format would wrap what goes through console. Node makes the
 * stream when it is first asked for, which is done here, in INIT, and not by the first line.
 */
const lineWriter = (): ((line: string) => void) => {
  const { stdout } = process;
  return (line) => {
    stdout.write(`${line}\n`);
  };
};

const longestValue = 256;

const cut = (value: LogValue) => (typeof value === 'string' ? value.slice(0, longestValue) : value);

/**
 * JSON leaves these as they are, but a terminal may take them for commands (the 8-bit ones too)
 * and a reader of logs for the end of a line.
 */
const leftRaw = /[\u007f-\u009f\u2028\u2029]/g;

const escapeRaw = (json: string): string =>
  json.replace(leftRaw, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * One JSON line per fact. Fields are named by the caller one by one: never an event, a header
 * set, a query or an answer as it came. Each byte is paid for: CloudWatch keeps a line's time, its
 * group names the function and the stage, and a line without a level is INFO.
 */
export const jsonLog = (
  write: (line: string) => void = lineWriter(),
  common: LogFields = {},
): Log => {
  const line =
    (level: 'WARN' | 'ERROR' | undefined) =>
    (event: LogEvent, fields: LogFields = {}): void => {
      const all = Object.entries({ ...common, ...fields }).map(([name, value]) => [
        name,
        cut(value),
      ]);
      write(escapeRaw(JSON.stringify({ level, event, ...Object.fromEntries(all) })));
    };
  return {
    info: line(undefined),
    warn: line('WARN'),
    error: line('ERROR'),
    with: (fields) => jsonLog(write, { ...common, ...fields }),
  };
};
