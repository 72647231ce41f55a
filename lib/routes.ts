/** What a caller must have been given, where the stage's authorizer tells callers apart by scopes. */
export const scopes = ['send', 'read', 'erase', 'operate'] as const;
export type Scope = (typeof scopes)[number];

export type FunctionName =
  | 'start-consent'
  | 'create-confirm-link'
  | 'record-consent'
  | 'open-receipt'
  | 'send-message'
  | 'manage-credits'
  | 'report-health'
  | 'serve-verification-file'
  | 'read-access-token'
  | 'refresh-access-token'
  | 'authorize-key';

/**
 * What a route may point to: the refresher is called by a schedule and by the sender alone, the
 * authorizer by API Gateway before a route's own function.
 */
export type RouteFunction = Exclude<FunctionName, 'refresh-access-token' | 'authorize-key'>;

type Endpoint = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As an HTTP API route key spells it: `{name}` is one segment, `{name+}` the rest of the path. */
  readonly path: string;
  readonly function: RouteFunction;
  /** What a stage must have for it to be deployed. */
  readonly needs?: readonly Need[];
};

/**
 * A `publicBaseUrl` (the redirect door needs one), links that are bound to no openid, the word that
 * the token may be read.
 */
type Need = 'publicBaseUrl' | 'publicLinks' | 'accessTokenRoute';

export type Route = Endpoint &
  (
    | { readonly access: 'public' | 'owner'; readonly scope?: never }
    | { readonly access: 'backend' | 'operator'; readonly scope: Scope }
  );

/** Every route of the service: CDK builds the HTTP API from it and the local server matches by it. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscribe',
    function: 'start-consent',
    access: 'public',
    needs: ['publicBaseUrl', 'publicLinks'],
  },
  {
    method: 'GET',
    path: '/consent/{state+}',
    function: 'record-consent',
    access: 'public',
    needs: ['publicBaseUrl'],
  },
  {
    method: 'POST',
    path: '/v1/confirm-links',
    function: 'create-confirm-link',
    access: 'public',
    needs: ['publicLinks'],
  },
  { method: 'POST', path: '/v1/consents', function: 'record-consent', access: 'public' },
  {
    method: 'POST',
    path: '/v1/users/{openid}/confirm-links',
    function: 'create-confirm-link',
    access: 'backend',
    scope: 'send',
  },
  {
    method: 'POST',
    path: '/v1/receipts',
    function: 'open-receipt',
    access: 'backend',
    scope: 'read',
  },
  {
    method: 'POST',
    path: '/v1/messages',
    function: 'send-message',
    access: 'backend',
    scope: 'send',
  },
  {
    method: 'GET',
    path: '/v1/users/{openid}/credits',
    function: 'manage-credits',
    access: 'backend',
    scope: 'read',
  },
  {
    method: 'GET',
    path: '/v1/users/{openid}/credits/{scene}',
    function: 'manage-credits',
    access: 'backend',
    scope: 'read',
  },
  {
    method: 'POST',
    path: '/v1/users/{openid}/credits/{scene}/resolution',
    function: 'manage-credits',
    access: 'operator',
    scope: 'operate',
  },
  {
    method: 'DELETE',
    path: '/v1/users/{openid}',
    function: 'manage-credits',
    access: 'backend',
    scope: 'erase',
  },
  {
    method: 'GET',
    path: '/v1/health',
    function: 'report-health',
    access: 'backend',
    scope: 'read',
  },
  {
    method: 'GET',
    path: '/v1/access-token',
    function: 'read-access-token',
    access: 'owner',
    needs: ['accessTokenRoute'],
  },
];

/**
 * One exact route per domain ownership file: in an HTTP API a path variable is always a whole
 * segment, so `/MP_verify_{code}.txt` cannot be a route key.
 */
const verificationRoute = (fileName: string): Route => ({
  method: 'GET',
  path: `/${fileName}`,
  function: 'serve-verification-file',
  access: 'public',
});

/** The route key of an HTTP API: `GET /v1/health`. */
export const routeKey = ({ method, path }: Route): string => `${method} ${path}`;

/** Route key -> the scope that its caller needs, for the authorizers that know scopes. */
export const routeScopes: Readonly<Record<string, Scope>> = Object.fromEntries(
  routes.flatMap((route) => (route.scope === undefined ? [] : [[routeKey(route), route.scope]])),
);

// A route as the last part of an execute-api ARN spells it: `$default/GET/v1/users/*/credits`.
// IAM's `*` also crosses `/`, so the tail must be kept: cut at the first variable, the right to
// read a user's credits would be the right to read everything below the user.
export const invokeResource = ({ method, path }: Route): string =>
  `$default/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`;

/** The routes that a stage deploys. */
export const stageRoutes = (stage: {
  readonly publicBaseUrl?: string | undefined;
  readonly verificationFiles: Readonly<Record<string, string>>;
  readonly accessTokenRoute?: boolean | undefined;
  readonly minimumAssurance?: 'signed' | 'browser' | 'openid' | undefined;
}): readonly Route[] => {
  const has: Readonly<Record<Need, boolean>> = {
    publicBaseUrl: stage.publicBaseUrl !== undefined,
    // where an openid is asked for, a link that is bound to none could never be confirmed
    publicLinks: stage.minimumAssurance !== 'openid',
    accessTokenRoute: stage.accessTokenRoute === true,
  };
  return [
    ...routes.filter(({ needs = [] }) => needs.every((need) => has[need])),
    ...Object.keys(stage.verificationFiles).map(verificationRoute),
  ];
};
