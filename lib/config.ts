import * as v from 'valibot';
import { isPrivateHost } from './private-host.ts';

/** Query parameters that yici adds to a return target; a target of its own may not carry them. */
const ownParameters = ['yici', 'scene', 'state', 'receipt'];

const parseUrl = (value: string): URL | undefined =>
  URL.canParse(value) ? new URL(value) : undefined;

/** https, or http on an address that is not public: for trying things on one machine or LAN. */
const isSecureOrPrivate = (value: string): boolean => {
  const url = parseUrl(value);
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateHost(url.hostname));
};

const carriesOwnParameter = (value: string): boolean => {
  const url = parseUrl(value);
  if (url === undefined) return false;
  const fragmentQuery = new URLSearchParams(url.hash.split('?')[1] ?? '');
  return ownParameters.some((name) => url.searchParams.has(name) || fragmentQuery.has(name));
};

const httpsUrl = (allowed: string) =>
  v.pipe(
    v.string(),
    v.check(isSecureOrPrivate, ({ input }) => `must be ${allowed}, got '${input}'`),
  );

const returnTarget = v.pipe(
  httpsUrl('an https URL (http only on a loopback or private address)'),
  v.check(
    (value) => !carriesOwnParameter(value),
    ({ input }) =>
      `must not carry a parameter named ${ownParameters.join(', ')}: yici adds those, got '${input}'`,
  ),
);

const matching = (pattern: RegExp, allowed: string) =>
  v.pipe(
    v.string(),
    v.regex(pattern, ({ input }) => `must be ${allowed}, got '${input}'`),
  );

const origin = v.pipe(
  v.string(),
  v.check(
    (value) => isSecureOrPrivate(value) && parseUrl(value)?.origin === value,
    ({ input }) => `must be an origin such as https://h5.example.com, got '${input}'`,
  ),
);

const range = (minimum: number, maximum: number, unit: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(minimum, ({ input }) => `must be at least ${minimum} ${unit}, got ${input}`),
    v.maxValue(maximum, ({ input }) => `must be at most ${maximum} ${unit}, got ${input}`),
  );

const throttle = v.strictObject({
  rateLimit: range(1, 10_000, 'requests per second'),
  burstLimit: range(1, 5_000, 'requests'),
});

const stageSchema = v.strictObject({
  /** Of the 服务号: `wx` and 16 hex digits. */
  appid: matching(/^wx[0-9a-f]{16}$/, "'wx' and 16 hex digits"),
  /** The account's one-time subscription template: 公众平台 -> 接口权限. */
  templateId: matching(/^[A-Za-z0-9_-]{20,64}$/, '20 to 64 of A-Z a-z 0-9 _ -'),
  region: matching(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'an AWS region such as ap-southeast-1'),
  /** Where browsers reach this service: needed for the redirect door; its host is a 业务域名. */
  publicBaseUrl: v.optional(
    v.pipe(
      httpsUrl('an https URL without query or fragment'),
      v.check(
        (value) => !/[?#]/.test(value) && !value.endsWith('/'),
        ({ input }) => `must end without '/', query or fragment, got '${input}'`,
      ),
    ),
  ),
  /** Name -> exact URL that a user comes back to. No URL ever comes from a query. */
  returnTargets: v.pipe(
    v.record(matching(/^[a-z0-9][a-z0-9-]{0,31}$/, '1 to 32 of a-z 0-9 -'), returnTarget),
    v.check((targets) => Object.keys(targets).length > 0, 'must name at least one target'),
  ),
  corsOrigins: v.optional(v.array(origin), []),
  /** MP_verify_<code>.txt -> its content: WeChat asks for it when a 业务域名 is registered. */
  verificationFiles: v.optional(
    v.record(
      matching(/^MP_verify_[A-Za-z0-9]{1,64}\.txt$/, 'MP_verify_<letters and digits>.txt'),
      v.string(),
    ),
    {},
  ),
  /** Scenes that links may be made for; without it, all of 0..10000. */
  scenes: v.optional(v.array(range(0, 10_000, ''))),
  /** A public link's life; a link bound to an openid carries its own. */
  linkLifetimeSeconds: v.optional(range(60, 86_400, 'seconds'), 1_800),
  /** The weakest evidence with which a confirm is accepted. */
  minimumAssurance: v.optional(v.picklist(['signed', 'browser', 'openid']), 'browser'),
  /** None by default: WeChat documents no lifetime and judges itself (43101). */
  creditLifetimeSeconds: v.optional(range(3_600, 315_360_000, 'seconds')),
  unknownPolicy: v.optional(v.picklist(['hold', 'reconcile']), 'hold'),
  message: v.optional(
    v.strictObject({
      /** Hosts that a message's url may point to; without it, any. */
      urlHosts: v.optional(v.array(v.string()), []),
      /** For pages that have no https yet. */
      allowHttpUrl: v.optional(v.boolean(), false),
    }),
    {},
  ),
  token: v.optional(
    v.strictObject({
      source: v.optional(v.picklist(['stable_token', 'token', 'external']), 'stable_token'),
      /** force_refresh kills the token of whoever else uses stable_token for this appid. */
      force: v.optional(v.picklist(['auto', 'never']), 'auto'),
    }),
    {},
  ),
  outsideWechat: v.optional(v.picklist(['help', 'redirect']), 'help'),
  desktopWechat: v.optional(v.picklist(['qr', 'redirect']), 'qr'),
  throttle: v.optional(
    v.strictObject({
      publicRoutes: v.optional(throttle, { rateLimit: 20, burstLimit: 40 }),
      backendRoutes: v.optional(throttle, { rateLimit: 50, burstLimit: 100 }),
    }),
    {},
  ),
  logRetentionDays: v.optional(v.picklist([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]), 30),
  /** WeChat's hosts; the simulator is one. */
  wechat: v.optional(
    v.strictObject({
      pageUrl: v.optional(v.string(), 'https://mp.weixin.qq.com'),
      apiUrls: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), [
        'https://api.weixin.qq.com',
        'https://api2.weixin.qq.com',
      ]),
    }),
    {},
  ),
});

const configSchema = v.record(
  matching(/^[a-z][a-z0-9-]{0,15}$/, '1 to 16 of a-z 0-9 -, starting with a letter'),
  stageSchema,
);

export type StageInput = v.InferInput<typeof stageSchema>;
export type StageConfig = v.InferOutput<typeof stageSchema>;
export type Config = Readonly<Record<string, StageConfig>>;

/** Types the object of `yici.config.ts`; it is checked when it is read. */
export const defineConfig = (stages: Readonly<Record<string, StageInput>>) => stages;

/**
 * @throws Error listing every problem with its path, what it got and what is allowed.
 */
export const parseConfig = (input: unknown): Config => {
  const result = v.safeParse(configSchema, input);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? ''} ${issue.message}`);
  throw new Error(`yici.config.ts has ${problems.length} problem(s):\n${problems.join('\n')}`);
};
