import * as v from 'valibot';
import { InvalidInput } from '../domain/errors.ts';
import { parseOpenid } from '../domain/openid.ts';
import { parseCallerState } from '../domain/path-state.ts';
import { parseScene, parseSceneText } from '../domain/scene.ts';

/** A domain parser as a field: its own sentence, less the field's name, is the message. */
const parsed = <In, Out>(parse: (value: In) => Out) =>
  v.rawTransform<In, Out>(({ dataset, addIssue, NEVER }) => {
    try {
      return parse(dataset.value);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      addIssue({ message: error.message.replace(/^[a-z]+ (?=must )/, '') });
      return NEVER;
    }
  });

/** What a value is, without showing it: it may be an openid. */
const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

export const string = v.string(({ input }) => `must be a string, got ${kindOf(input)}`);

/** No other fields; of one that is missing, it is the object that says so. */
export const object = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') return 'is not a known field';
    return issue.received === 'undefined'
      ? 'is missing'
      : `must be an object, got ${kindOf(issue.input)}`;
  });

export const flag = v.boolean(({ input }) => `must be true or false, got ${kindOf(input)}`);

export const oneOf = <const T extends string>(...allowed: readonly T[]) =>
  v.picklist(allowed, ({ input }) => {
    const got = typeof input === 'string' ? JSON.stringify(input).slice(0, 64) : kindOf(input);
    return `must be one of ${allowed.join(', ')}, got ${got}`;
  });

/** API Gateway decodes JSON itself: bytes that were not UTF-8 have become U+FFFD on the way here. */
export const unicode = v.pipe(
  string,
  v.check((value) => value.isWellFormed(), 'must be well-formed Unicode'),
  v.check(
    (value) => !value.includes('\ufffd'),
    'must hold no U+FFFD, which stands for what was not UTF-8: send the body as UTF-8',
  ),
);

export const text = (longest: number) =>
  v.pipe(
    unicode,
    v.check(
      (value) => value.length <= longest,
      ({ input }) => `must be at most ${longest} characters, got ${input.length}`,
    ),
  );

export const integer = (lowest: number, highest: number) =>
  v.pipe(
    v.number(({ input }) => `must be a number, got ${kindOf(input)}`),
    v.check(
      (value) => Number.isInteger(value) && value >= lowest && value <= highest,
      ({ input }) => `must be an integer from ${lowest} to ${highest}, got ${input}`,
    ),
  );

export const openid = v.pipe(
  string,
  parsed((value: string) => parseOpenid(value)),
);
export const scene = v.pipe(v.unknown(), parsed(parseScene));
/** From a query and therefore also as its canonical decimal text. */
export const sceneOrText = v.pipe(
  v.unknown(),
  parsed((value) => (typeof value === 'string' ? parseSceneText(value) : parseScene(value))),
);
export const callerState = v.pipe(unicode, parsed(parseCallerState));
