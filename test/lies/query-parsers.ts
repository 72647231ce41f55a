// How the pages and servers behind a return target read its parameters. Each gives the values of a
// name in the order in which it takes them: the first is the one that it hands to its program.

export type Parsed = ReadonlyMap<string, readonly string[]>;
export type QueryParser = (query: string) => Parsed;

const add = (into: Map<string, string[]>, name: string, value: string) => {
  into.set(name, [...(into.get(name) ?? []), value]);
};

/** What a form decoder makes of bytes; `undefined` where its percent-encoding is broken. */
const formDecode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};

/** Browsers, Node, Python, Go: the WHATWG form parser. */
export const urlSearchParams: QueryParser = (query) => {
  const parsed = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) add(parsed, name, value);
  return parsed;
};

/** A servlet: `getParameter` gives the first of a name; a pair that cannot be decoded is left out. */
const servletOf =
  (separator: RegExp): QueryParser =>
  (query) => {
    const parsed = new Map<string, string[]>();
    for (const pair of query.split(separator).filter((each) => each !== '')) {
      const [rawName = '', ...rest] = pair.split('=');
      const name = formDecode(rawName);
      const value = formDecode(rest.join('='));
      if (name !== undefined && value !== undefined) add(parsed, name, value);
    }
    return parsed;
  };

export const servlet = servletOf(/&/);
/** Servers that follow HTML 4 (appendix B.2.2) and older Pythons take `;` for `&` as well. */
export const semicolonServlet = servletOf(/[&;]/);

/**
 * PHP's parse_str, for scalars: the last of a name wins, so it comes first here. Names lose leading
 * spaces and end at NUL; a dot or a space in them becomes `_`; `name[...]` makes an array of name.
 * php.net/manual/en/language.variables.external.php
 */
export const php: QueryParser = (query) => {
  const parsed = new Map<string, string[]>();
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [rawName = '', ...rest] = pair.split('=');
    const name = phpName(phpDecode(rawName));
    if (name === undefined) continue;
    const value = phpDecode(rest.join('='));
    parsed.set(name, [value, ...(parsed.get(name) ?? [])]);
  }
  return parsed;
};

/** Leaves what is not percent-encoding as it is, and never refuses. */
const phpDecode = (text: string): string => {
  const bytes: number[] = [];
  const given = Buffer.from(text.replaceAll('+', ' '));
  for (let at = 0; at < given.length; at += 1) {
    const digits = given.toString('latin1', at + 1, at + 3);
    const encoded = given[at] === 0x25 && /^[0-9a-fA-F]{2}$/.test(digits);
    bytes.push(encoded ? Number.parseInt(digits, 16) : (given[at] ?? 0));
    if (encoded) at += 2;
  }
  return Buffer.from(bytes).toString();
};

const phpName = (decoded: string): string | undefined => {
  const name = (decoded.replace(/^ +/, '').split('\0')[0] ?? '').replace(/\[.*\].*$/s, '');
  return name === '' ? undefined : name.replaceAll(/[ .[]/g, '_');
};

/**
 * uni-app's H5 router (vue-router 3 and 4 read alike): pairs split at `&`, each at its first `=`, both
 * halves decoded where they can be; then `onLoad(options)` is given values decoded once more.
 * github.com/dcloudio/uni-app: packages/uni-h5, github.com/vuejs/router: packages/router/src/query.ts
 */
export const uniApp: QueryParser = (query) => {
  const parsed = new Map<string, string[]>();
  for (const pair of query
    .replace(/^[?#&]/, '')
    .split('&')
    .filter((each) => each !== '')) {
    const [rawName = '', ...rest] = pair.replaceAll('+', ' ').split('=');
    const decoded = decodeOr(rest.join('='));
    add(parsed, decodeOr(rawName), decodeOr(decoded));
  }
  return parsed;
};

const decodeOr = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
