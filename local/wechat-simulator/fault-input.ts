import { apis } from './apis.ts';
import { isObject, type JsonObject } from './calls.ts';
import { BadInput, flag, oneOf, optional, readBody, text, wholeNumber } from './control-input.ts';
import { confirmPath, type Fault, type FaultRule } from './faults.ts';
import { quirkSettings } from './quirks.ts';
import { readSettings } from './settings-input.ts';

const delays = { least: 1, most: 600_000 };
const kinds = ['errcode', 'status', 'html', 'half', 'drop', 'quirks'] as const;

/** `POST /_simulator/faults {path, times?, skip?, fault}`. */
export function readFaultRule(bodyText: string, id: number): FaultRule {
  const body = readBody(bodyText, ['path', 'times', 'skip', 'fault']);
  const path = readPath(body);
  const given = body['fault'];
  if (!isObject(given))
    throw new BadInput('fault', given, `an object with delayMs or one of ${kinds.join(', ')}`);
  const fault = readFault(given);
  const onPage = path === confirmPath;
  if ('quirks' in fault && !onPage)
    throw new BadInput('path', path, `${confirmPath} for a quirks fault`);
  if (onPage && ('errcode' in fault || 'half' in fault))
    throw new BadInput('fault', given, `status, html, drop, delayMs or quirks on ${confirmPath}`);
  return {
    id,
    path,
    times: body['times'] === 'always' ? 'always' : readTimes(body),
    skip: body['skip'] === undefined ? 0 : wholeNumber(body, 'skip', { least: 0, most: 1e6 }),
    fault,
  };
}

function readPath(body: JsonObject): string {
  const known = [...apis.keys(), confirmPath];
  const allowed = `one of ${known.join(', ')}, or a beginning such as /cgi-bin/*`;
  const path = text(body, 'path', /^\//, allowed);
  const beginning = path.endsWith('*') && path.startsWith('/cgi-bin/') ? path.slice(0, -1) : null;
  const isKnown =
    beginning === null ? known.includes(path) : known.some((one) => one.startsWith(beginning));
  if (!isKnown) throw new BadInput('path', path, allowed);
  return path;
}

function readTimes(body: JsonObject): number {
  if (body['times'] === undefined) return 1;
  const times = body['times'];
  if (typeof times === 'number' && Number.isSafeInteger(times) && times > 0) return times;
  throw new BadInput('times', times, 'a whole number above 0, or "always"');
}

function readFault(given: JsonObject): Fault {
  const delay = optional(given, 'delayMs', (from, field) => wholeNumber(from, field, delays));
  const named = kinds.filter((kind) => given[kind] !== undefined);
  if (named.length > 1) throw new BadInput('fault', given, `one of ${kinds.join(', ')} at a time`);
  const kind = named[0];
  if (kind === undefined && given['delayMs'] === undefined)
    throw new BadInput('fault', given, `an object with delayMs or one of ${kinds.join(', ')}`);
  checkMembers(given, kind);
  const effect = optional(given, 'effect', flag);
  if (kind === undefined) return { delayMs: wholeNumber(given, 'delayMs', delays) };
  switch (kind) {
    case 'errcode':
      return {
        ...delay,
        ...effect,
        errcode: wholeNumber(given, 'errcode', { least: -1, most: 99_999_999 }),
        ...optional(given, 'errmsg', text),
      };
    case 'status':
      return {
        ...delay,
        ...effect,
        status: wholeNumber(given, 'status', { least: 200, most: 599 }),
        ...optional(given, 'body', (from, field) => text(from, field, /^/, 'a string')),
      };
    case 'html':
      return { ...delay, ...effect, html: given['html'] === true ? true : text(given, 'html') };
    case 'half':
      if (given['half'] !== true) throw new BadInput('half', given['half'], 'true');
      return { ...delay, ...effect, half: true };
    case 'drop':
      return { ...delay, drop: oneOf(given, 'drop', ['before', 'after']) };
    case 'quirks': {
      const quirks = given['quirks'];
      if (!isObject(quirks)) throw new BadInput('quirks', quirks, 'an object of quirks');
      return { ...delay, quirks: readSettings(quirks, quirkSettings, 'quirk') };
    }
  }
}

const membersBeside: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  errcode: ['errmsg', 'effect'],
  status: ['body', 'effect'],
  html: ['effect'],
  half: ['effect'],
  drop: [],
  quirks: [],
};

function checkMembers(given: JsonObject, kind: (typeof kinds)[number] | undefined): void {
  const known = kind === undefined ? ['delayMs'] : ['delayMs', kind, ...membersBeside[kind]];
  for (const name of Object.keys(given)) {
    if (!known.includes(name))
      throw new BadInput(
        `fault.${name}`,
        given[name],
        `left out: ${kind ?? 'this fault'} takes ${known.join(', ')}`,
      );
  }
}
