import { InvalidInput } from '../domain/errors.ts';

/**
 * Reads the named parameters of a raw query string; unknown ones are ignored. API Gateway's own
 * parsing joins duplicates by commas, so that two openids would look like one. An `&` may have been
 * written as in HTML: a page of WeChat's does so (community/personal/oCJUsw4m_7HKpE65uKOUhgztbrEc/answer),
 * and so does whoever copies a link out of a page's source.
 * @throws InvalidInput when a named parameter is there twice or is not valid percent-encoded UTF-8
 */
export const readQuery = <Name extends string>(
  raw: string,
  names: readonly Name[],
): Readonly<Partial<Record<Name, string>>> => {
  const found: Partial<Record<Name, string>> = {};
  for (const pair of raw.split('&')) {
    const [rawName = '', ...rest] = pair.split('=');
    const bareName = rawName.replace(/^(?:amp;)+/, '');
    const name = names.find((known) => known === decode(bareName));
    if (name === undefined) continue;
    if (found[name] !== undefined) throw new InvalidInput(`${name} is there more than once`);
    const value = decode(rest.join('='));
    if (value === undefined) throw new InvalidInput(`${name} is not valid percent-encoding`);
    found[name] = value;
  }
  return found;
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
};
