import type { Route } from '../lib/routes.ts';

export type RouteMatch = {
  readonly route: Route;
  /** Percent-decoded, as an HTTP API passes them on. */
  readonly pathParameters: Readonly<Record<string, string>>;
};

/**
 * The route that an HTTP API would choose: an exact one before one with variables, a greedy one
 * last. It matches the decoded path (so that an encoded slash is a slash), a variable is one
 * segment that is not empty, and a trailing slash makes another path.
 * @param path decoded.
 */
export const matchRoute = (
  routes: readonly Route[],
  method: string,
  path: string,
): RouteMatch | undefined =>
  routes
    .filter((route) => route.method === method)
    .toSorted((a, b) => weight(a.path) - weight(b.path))
    .flatMap((route) => {
      const pathParameters = matchPath(route.path, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    })[0];

const weight = (template: string): number => {
  if (template.includes('+}')) return 2;
  return template.includes('{') ? 1 : 0;
};

const matchPath = (template: string, path: string): Record<string, string> | undefined => {
  const parameters: Record<string, string> = {};
  const wanted = template.split('/');
  const given = path.split('/');
  for (const [at, part] of wanted.entries()) {
    const variable = /^\{(\w+)(\+?)\}$/.exec(part);
    const value = variable?.[2] === '+' ? given.slice(at).join('/') : given[at];
    if (value === undefined) return undefined;
    if (variable === null && value !== part) return undefined;
    if (variable !== null && value === '') return undefined;
    if (variable?.[1] !== undefined) parameters[variable[1]] = value;
    if (variable?.[2] === '+') return parameters;
  }
  return wanted.length === given.length ? parameters : undefined;
};
