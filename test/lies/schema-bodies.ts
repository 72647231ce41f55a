import type * as v from 'valibot';
import { hostileBodies, hostileNames, hostileValues } from './hostile-json.ts';
import type { Random } from './random.ts';

/** A body as it goes out, and how it came to be. */
export type Body = { readonly bytes: string | Buffer; readonly how: string };

/** A field as JSON text: its name as it stands between quotes, and its value. */
type Field = readonly [name: string, value: string];

/** What a valibot schema tells of itself, as far as a walk through ours needs it. */
type Walked = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Walked>>;
  readonly wrapped?: Walked;
  readonly options?: readonly string[];
};

/** JSON texts that a field of this name takes. */
export type Examples = Readonly<Record<string, readonly string[]>>;

const isOptional = (schema: Walked): boolean => schema.type === 'optional';
const bare = (schema: Walked): Walked => (isOptional(schema) ? (schema.wrapped ?? schema) : schema);

const printed = (fields: readonly Field[]): string =>
  `{${fields.map(([name, value]) => `"${name}":${value}`).join(',')}}`;

const validValue = (name: string, given: Walked, examples: Examples, random: Random): string => {
  const schema = bare(given);
  if (schema.entries !== undefined) return printed(validFields(schema, examples, random));
  if (schema.options !== undefined) return JSON.stringify(random.pick(schema.options));
  if (schema.type === 'boolean') return random.pick(['true', 'false']);
  const known = examples[name];
  if (known === undefined) throw new Error(`no example of ${name}, which is a ${schema.type}`);
  return random.pick(known);
};

/** Every required field and some of the optional ones, in any order. */
const validFields = (schema: Walked, examples: Examples, random: Random): readonly Field[] =>
  Object.entries(schema.entries ?? {})
    .filter(([, field]) => !isOptional(field) || random.chance(0.5))
    .map(([name, field]): Field => [name, validValue(name, field, examples, random)])
    .sort(() => random.below(3) - 1);

type Mutation = (fields: readonly Field[], schema: Walked, random: Random) => readonly Field[];

const replace = (fields: readonly Field[], at: number, field: Field): readonly Field[] =>
  fields.map((each, index) => (index === at ? field : each));

const mutations: Readonly<Record<string, Mutation>> = {
  'one dropped': (fields, _, random) => fields.toSpliced(random.below(fields.length), 1),
  'one null': (fields, _, random) => {
    const at = random.below(fields.length);
    return replace(fields, at, [fields[at]?.[0] ?? '', 'null']);
  },
  'one hostile': (fields, _, random) => {
    const at = random.below(fields.length);
    return replace(fields, at, [fields[at]?.[0] ?? '', random.pick(hostileValues)]);
  },
  'an optional one hostile': (fields, schema, random) => {
    const name = random.pick(Object.keys(schema.entries ?? {}));
    return [...fields.filter(([each]) => each !== name), [name, random.pick(hostileValues)]];
  },
  'all hostile': (fields, _, random) =>
    fields.map(([name]): Field => [name, random.pick(hostileValues)]),
  'one too many': (fields, _, random) => [
    ...fields,
    [random.pick(hostileNames), random.pick(hostileValues)],
  ],
  'one misspelled': (fields, _, random) => {
    const at = random.below(fields.length);
    const [name = '', value = ''] = fields[at] ?? [];
    return replace(fields, at, [random.pick([name.toUpperCase(), `${name} `, `${name}[]`]), value]);
  },
  'one twice, hostile last': (fields, _, random) => [
    ...fields,
    [random.pick(fields)?.[0] ?? '', random.pick(hostileValues)],
  ],
  'one twice, hostile first': (fields, _, random) => [
    [random.pick(fields)?.[0] ?? '', random.pick(hostileValues)],
    ...fields,
  ],
  'two exchanged': (fields, _, random) => {
    const [a, b] = [random.below(fields.length), random.below(fields.length)];
    return replace(replace(fields, a, [fields[a]?.[0] ?? '', fields[b]?.[1] ?? '']), b, [
      fields[b]?.[0] ?? '',
      fields[a]?.[1] ?? '',
    ]);
  },
};

/** The same, inside an object that is a field. */
const nested = (fields: readonly Field[], schema: Walked, random: Random, examples: Examples) => {
  const inner = Object.entries(schema.entries ?? {}).filter(
    ([, field]) => bare(field).entries !== undefined,
  );
  if (inner.length === 0) return undefined;
  const [name, field] = random.pick(inner);
  const [how, mutate] = random.pick(Object.entries(mutations));
  const broken = printed(mutate(validFields(bare(field), examples, random), bare(field), random));
  return {
    how: `${name}: ${how}`,
    fields: [...fields.filter(([each]) => each !== name), [name, broken] as Field],
  };
};

/** A body for this schema: a valid one, one with one or two faults, or none of its kind. */
export const bodyFor = (given: v.GenericSchema, examples: Examples, random: Random): Body => {
  const schema = given as Walked;
  const valid = validFields(schema, examples, random);
  const kind = random.below(10);
  if (kind === 0) return { how: 'valid', bytes: printed(valid) };
  if (kind === 1) return { how: 'no such object', bytes: random.pick(hostileBodies) };
  if (kind === 2) {
    const inner = nested(valid, schema, random, examples);
    if (inner !== undefined) return { how: inner.how, bytes: printed(inner.fields) };
  }
  const first = random.pick(Object.entries(mutations));
  const second = random.pick(Object.entries(mutations));
  const once = first[1](valid, schema, random);
  if (kind < 8 || once.length === 0) return { how: first[0], bytes: printed(once) };
  return { how: `${first[0]}, ${second[0]}`, bytes: printed(second[1](once, schema, random)) };
};
