/** Reads one environment variable; throws an Error whose message says what is allowed. */
export type EnvParser<T> = (raw: string) => T;
export type EnvSpec = Readonly<Record<string, EnvParser<unknown>>>;
export type Env<S extends EnvSpec> = { readonly [K in keyof S]: ReturnType<S[K]> };

/**
 * The environment a function requires, parsed once at INIT so that a bad deploy fails before a
 * user meets it. An empty variable is a value (several settings are optional that way); a missing
 * one is not.
 * @throws Error naming every missing or malformed variable at once; values are never shown.
 */
export const readEnv = <S extends EnvSpec>(
  spec: S,
  source: Readonly<Record<string, string | undefined>> = process.env,
): Env<S> => {
  const problems: string[] = [];
  const entries = Object.entries(spec).map(([name, parse]) => {
    const raw = source[name];
    if (raw === undefined) {
      problems.push(`${name} is missing`);
      return [name, undefined];
    }
    try {
      return [name, parse(raw)];
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : 'is malformed'}`);
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new Error(`environment: ${problems.join('; ')}`);
  return Object.fromEntries(entries) as Env<S>;
};

export const text: EnvParser<string> = (raw) => {
  if (raw === '') throw new Error('must not be empty');
  return raw;
};

/** An empty variable means that the setting is off. */
export const optional =
  <T>(parse: EnvParser<T>): EnvParser<T | undefined> =>
  (raw) =>
    raw === '' ? undefined : parse(raw);

export const integer: EnvParser<number> = (raw) => {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(raw)) throw new Error('must be a non-negative integer');
  return Number(raw);
};

export const flag: EnvParser<boolean> = (raw) => oneOf('true', 'false')(raw) === 'true';

export const oneOf =
  <const T extends string>(...allowed: readonly T[]): EnvParser<T> =>
  (raw) => {
    const found = allowed.find((value) => value === raw);
    if (found === undefined) throw new Error(`must be one of ${allowed.join(', ')}`);
    return found;
  };

/** A comma-separated list; empty means no entry. */
export const list =
  <T>(parse: EnvParser<T>): EnvParser<readonly T[]> =>
  (raw) =>
    raw === '' ? [] : raw.split(',').map(parse);

/** A flat JSON object of strings. */
export const textMap: EnvParser<Readonly<Record<string, string>>> = (raw) => {
  const map = readObject(raw);
  if (map === undefined) throw new Error('must be a JSON object');
  if (Object.values(map).some((entry) => typeof entry !== 'string')) {
    throw new Error('must be a JSON object of strings');
  }
  return map as Record<string, string>;
};

const readObject = (raw: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(raw);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // the parser's own message would quote the value
    return undefined;
  }
};
