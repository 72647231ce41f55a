import { isObject, type JsonObject, parseJson } from './calls.ts';

/** Input that the control plane refuses: what field, what it held, what it may hold. */
export class BadInput extends Error {
  readonly field: string;
  readonly value: unknown;
  readonly allowed: string;

  constructor(field: string, value: unknown, allowed: string) {
    super(`${field} must be ${allowed}, got ${JSON.stringify(value) ?? 'nothing'}`);
    this.field = field;
    this.value = value ?? null;
    this.allowed = allowed;
  }
}

/** A JSON object with no other members than these. */
export function readBody(text: string, fields: readonly string[]): JsonObject {
  const body = parseJson(text.trim() === '' ? '{}' : text);
  if (!isObject(body)) throw new BadInput('body', text.slice(0, 200), 'a JSON object');
  for (const name of Object.keys(body)) {
    if (!fields.includes(name))
      throw new BadInput(name, body[name], `left out: the known fields are ${fields.join(', ')}`);
  }
  return body;
}

export function text(
  from: JsonObject,
  field: string,
  pattern = /^[\s\S]{1,2000}$/,
  allowed = 'a non-empty string',
): string {
  const value = from[field];
  if (typeof value !== 'string' || !pattern.test(value)) throw new BadInput(field, value, allowed);
  return value;
}

export function flag(from: JsonObject, field: string): boolean {
  const value = from[field];
  if (typeof value !== 'boolean') throw new BadInput(field, value, 'true or false');
  return value;
}

export function wholeNumber(
  from: JsonObject,
  field: string,
  { least, most }: { least: number; most: number },
): number {
  const value = from[field];
  const fits = typeof value === 'number' && Number.isSafeInteger(value);
  if (!fits || value < least || value > most)
    throw new BadInput(field, value, `a whole number from ${least} to ${most}`);
  return value;
}

export function oneOf<Word extends string>(
  from: JsonObject,
  field: string,
  words: readonly Word[],
): Word {
  const found = words.find((word) => word === from[field]);
  if (found === undefined) throw new BadInput(field, from[field], words.join(' or '));
  return found;
}

export function texts(
  from: JsonObject,
  field: string,
  pattern: RegExp,
  allowed: string,
): readonly string[] {
  const value = from[field];
  const list = Array.isArray(value) ? value : [];
  const good = list.filter((one): one is string => typeof one === 'string' && pattern.test(one));
  if (!Array.isArray(value) || good.length !== list.length)
    throw new BadInput(field, value, `a list of ${allowed}`);
  return good;
}

/** The member, read, if it is there: `{...optional(body, 'name', text)}`. */
export function optional<Field extends string, Value>(
  from: JsonObject,
  field: Field,
  read: (from: JsonObject, field: Field) => Value,
): { readonly [Name in Field]?: Value } {
  if (from[field] === undefined) return {};
  return { [field]: read(from, field) } as { readonly [Name in Field]?: Value };
}

const openidPattern = /^[A-Za-z0-9_-]{1,64}$/;

export function openid(from: JsonObject, field: string): string {
  return text(from, field, openidPattern, '1 to 64 letters, digits, - or _');
}
