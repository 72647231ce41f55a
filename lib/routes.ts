/** Who may call a route. `public` has no authorizer; the other two are the owner's own systems. */
export type Access = 'public' | 'backend' | 'operator';

export type FunctionName =
  | 'start-consent'
  | 'create-confirm-link'
  | 'record-consent'
  | 'open-receipt'
  | 'send-message'
  | 'manage-credits'
  | 'report-health'
  | 'serve-verification-file'
  | 'refresh-access-token';

/** What a route may point to: the refresher is called by a schedule and by the sender alone. */
export type RouteFunction = Exclude<FunctionName, 'refresh-access-token'>;

export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As an HTTP API route key spells it: `{name}` is one segment, `{name+}` the rest of the path. */
  readonly path: string;
  readonly function: RouteFunction;
  readonly access: Access;
  /** Only deployed when the stage has a `publicBaseUrl`: the redirect door needs one. */
  readonly door?: 'redirect';
};

/** Every route of the service: CDK builds the HTTP API from it and the local server matches by it. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subscribe',
    function: 'start-consent',
    access: 'public',
    door: 'redirect',
  },
  {
    method: 'GET',
    path: '/consent/{state+}',
    function: 'record-consent',
    access: 'public',
    door: 'redirect',
  },
  {
    method: 'POST',
    path: '/v1/confirm-links',
    function: 'create-confirm-link',
    access: 'public',
  },
  { method: 'POST', path: '/v1/consents', function: 'record-consent', access: 'public' },
  {
    method: 'POST',
    path: '/v1/users/{openid}/confirm-links',
    function: 'create-confirm-link',
    access: 'backend',
  },
  { method: 'POST', path: '/v1/receipts', function: 'open-receipt', access: 'backend' },
  { method: 'POST', path: '/v1/messages', function: 'send-message', access: 'backend' },
  {
    method: 'GET',
    path: '/v1/users/{openid}/credits',
    function: 'manage-credits',
    access: 'backend',
  },
  {
    method: 'GET',
    path: '/v1/users/{openid}/credits/{scene}',
    function: 'manage-credits',
    access: 'backend',
  },
  {
    method: 'POST',
    path: '/v1/users/{openid}/credits/{scene}/resolution',
    function: 'manage-credits',
    access: 'operator',
  },
  { method: 'DELETE', path: '/v1/users/{openid}', function: 'manage-credits', access: 'backend' },
  { method: 'GET', path: '/v1/health', function: 'report-health', access: 'backend' },
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

// A route as the last part of an execute-api ARN spells it: `$default/GET/v1/users/*/credits`.
// IAM's `*` also crosses `/`, so the tail must be kept: cut at the first variable, the right to
// read a user's credits would be the right to read everything below the user.
export const invokeResource = ({ method, path }: Route): string =>
  `$default/${method}${path.replaceAll(/\{[^}]+\}/g, '*')}`;

/** The routes that a stage deploys. */
export const stageRoutes = (stage: {
  readonly publicBaseUrl?: string | undefined;
  readonly verificationFiles: Readonly<Record<string, string>>;
}): readonly Route[] => [
  ...routes.filter((route) => route.door === undefined || stage.publicBaseUrl !== undefined),
  ...Object.keys(stage.verificationFiles).map(verificationRoute),
];
