import * as v from 'valibot';
import { appidForm, appidPattern } from '../src/appid.ts';
import { settingsAgree } from './config-checks.ts';
import {
  authorizer,
  domain,
  egress,
  email,
  reservedConcurrency,
  tags,
} from './config-deployment.ts';
import { group } from './config-group.ts';
import { describeProblem } from './config-problem.ts';
import { region } from './config-region.ts';
import { baseUrl, matching, origin, range, returnTarget, scene } from './config-values.ts';

/**
 * Lambda refuses a function whose environment is larger than 4 KB, and neither synth nor a local
 * run would show it: what can grow is held to a share of it.
 */
const shareBytes = { returnTargets: 2_560, verificationFiles: 3_072, scenes: 512 };

const throttle = group({
  rateLimit: range(1, 10_000, 'requests per second'),
  burstLimit: range(1, 5_000, 'requests'),
});

/** Maps travel to the functions as JSON in one environment variable. */
const fitsEnvironment = (bytes: number) =>
  v.check(
    (map: Readonly<Record<string, string>>) => Buffer.byteLength(JSON.stringify(map)) <= bytes,
    `must be at most ${bytes} bytes as JSON: a Lambda function's environment holds 4 KB`,
  );

const stageSettings = group({
  /** Of the 服务号. */
  appid: matching(appidPattern, appidForm),
  /** The account's one-time subscription template: 公众平台 -> 接口权限. */
  templateId: matching(/^[A-Za-z0-9_-]{20,64}$/, '20 to 64 of A-Z a-z 0-9 _ -'),
  region,
  /** The AWS account to deploy to; without it, the one whose credentials deploy. */
  account: v.optional(matching(/^[0-9]{12}$/, '12 digits')),
  /** Where this service is reached by itself; `publicBaseUrl` is then `https://<name>`. */
  domain: v.optional(domain),
  /**
   * Where browsers reach this service behind the owner's own proxy: needed for the redirect door
   * where there is no `domain`; its host is a 业务域名.
   */
  publicBaseUrl: v.optional(baseUrl),
  /** Name -> exact URL that a user comes back to, spelt as browsers ask for it. None ever comes from a query. */
  returnTargets: v.pipe(
    v.record(matching(/^[a-z0-9][a-z0-9-]{0,31}$/, '1 to 32 of a-z 0-9 -'), returnTarget),
    v.check((targets) => Object.keys(targets).length > 0, 'must name at least one target'),
    fitsEnvironment(shareBytes.returnTargets),
  ),
  /** Pages that may call the relay door (`POST /v1/confirm-links`, `POST /v1/consents`). */
  corsOrigins: v.optional(v.array(origin), []),
  /** MP_verify_<code>.txt -> its content: WeChat asks for it when a 业务域名 is registered. */
  verificationFiles: v.optional(
    v.pipe(
      v.record(
        matching(/^MP_verify_[A-Za-z0-9]{1,64}\.txt$/, 'MP_verify_<letters and digits>.txt'),
        v.string(),
      ),
      fitsEnvironment(shareBytes.verificationFiles),
    ),
    {},
  ),
  /** Scenes that links may be made for; without it, all of 0..10000. */
  scenes: v.optional(
    v.pipe(
      v.array(scene),
      v.minLength(1, 'must name at least one scene, or be left out to allow all of 0 to 10000'),
      v.check(
        (scenes) => scenes.join(',').length <= shareBytes.scenes,
        `must be at most ${shareBytes.scenes} characters when joined, or be left out to allow all of 0 to 10000`,
      ),
    ),
  ),
  /** A public link's life; a link bound to an openid carries its own. */
  linkLifetimeSeconds: v.optional(range(60, 86_400, 'seconds'), 1_800),
  /** The weakest evidence with which a confirm is accepted. With `openid` there are bound links only. */
  minimumAssurance: v.optional(v.picklist(['signed', 'browser', 'openid']), 'browser'),
  /** None by default: WeChat documents no lifetime and judges itself (43101). */
  creditLifetimeSeconds: v.optional(range(3_600, 315_360_000, 'seconds')),
  unknownPolicy: v.optional(v.picklist(['hold', 'reconcile']), 'hold'),
  message: v.optional(
    group({
      /** Hosts that a message's url may point to; without it, any. */
      urlHosts: v.optional(
        v.array(
          matching(/^[a-z0-9.-]{1,253}(:[0-9]{1,5})?$/, 'a host name such as h5.example.com'),
        ),
        [],
      ),
      /** For pages that have no https yet. */
      allowHttpUrl: v.optional(v.boolean(), false),
    }),
    {},
  ),
  token: v.optional(
    group({
      source: v.optional(v.picklist(['stable_token', 'token', 'external']), 'stable_token'),
      /** force_refresh kills the token of whoever else uses stable_token for this appid. */
      force: v.optional(v.picklist(['auto', 'never']), 'auto'),
    }),
    {},
  ),
  outsideWechat: v.optional(v.picklist(['help', 'redirect']), 'help'),
  /** Without it, `qr` where `outsideWechat` helps, and else `redirect`. */
  desktopWechat: v.optional(v.picklist(['qr', 'redirect'])),
  authorizer: v.optional(authorizer, { type: 'iam' }),
  /** `GET /v1/access-token`, by IAM alone: makes this service the account's 中控. */
  accessTokenRoute: v.optional(v.boolean(), false),
  egress: v.optional(egress, { type: 'none' }),
  throttle: v.optional(
    group({
      publicRoutes: v.optional(throttle, { rateLimit: 20, burstLimit: 40 }),
      backendRoutes: v.optional(throttle, { rateLimit: 50, burstLimit: 100 }),
      /** Route key -> its own limits, before those of its kind. */
      routes: v.optional(v.record(v.string(), throttle), {}),
    }),
    {},
  ),
  /** A fresh account cannot reserve anything: 100 calls must remain to the rest of the account. */
  reservedConcurrency: v.optional(reservedConcurrency, {}),
  /** Who is woken; without it the alarms only change colour. */
  alarmEmail: v.optional(email),
  /** What the whole AWS account may cost in a month before `alarmEmail` is told. */
  budgetUsd: v.optional(range(1, 1_000_000, 'US dollars')),
  /** `cdk destroy` refuses the stack until this is false again. */
  terminationProtection: v.optional(v.boolean(), false),
  /** On every resource. */
  tags: v.optional(tags, {}),
  logRetentionDays: v.optional(v.picklist([1, 3, 5, 7, 14, 30, 60, 90, 180, 365]), 30),
  /** Holds nothing of worth: `npm run test:deploy -- --stage <name>` may deploy and destroy it. */
  disposable: v.optional(v.boolean()),
  /** WeChat's hosts; the simulator is one. */
  wechat: v.optional(
    group({
      pageUrl: v.optional(baseUrl, 'https://mp.weixin.qq.com'),
      /** Tried in this order, and only when no connection could be made. */
      apiUrls: v.optional(
        v.pipe(
          v.array(
            v.pipe(
              baseUrl,
              v.excludes(',', ({ input }) => `must not contain a comma, got '${input}'`),
            ),
          ),
          v.minLength(1, 'must name at least one URL'),
        ),
        ['https://api.weixin.qq.com', 'https://api2.weixin.qq.com'],
      ),
    }),
    {},
  ),
});

const stageSchema = v.pipe(
  stageSettings,
  settingsAgree<v.InferOutput<typeof stageSettings>>(),
  v.transform(({ domain, ...stage }) =>
    domain === undefined ? stage : { ...stage, domain, publicBaseUrl: `https://${domain.name}` },
  ),
);

/** Every setting there is. */
export const settingNames: readonly string[] = Object.keys(stageSettings.entries);

/** What the command line calls the stage that `npm start` runs. */
export const localStageName = 'local';

const configSchema = v.pipe(
  v.record(
    v.pipe(
      matching(/^[a-z][a-z0-9-]{0,15}$/, '1 to 16 of a-z 0-9 -, starting with a letter'),
      v.notValue(
        localStageName,
        `must be another name: to the command line '${localStageName}' is what npm start runs on this machine`,
      ),
    ),
    stageSchema,
  ),
  v.check((stages) => Object.keys(stages).length > 0, 'must name at least one stage'),
);

export type StageInput = v.InferInput<typeof stageSchema>;
export type StageConfig = v.InferOutput<typeof stageSettings>;
export type Config = Readonly<Record<string, StageConfig>>;

/** Types the object of `yici.config.ts`; it is checked when it is read. */
export const defineConfig = (stages: Readonly<Record<string, StageInput>>) => stages;

/** What the owner of `yici.config.ts` has to mend: each problem with its path, in sentences. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/**
 * @param file where the owner finds what has to be mended
 * @throws InvalidConfig listing every problem with its path, what it got and what is allowed.
 */
export const parseConfig = (input: unknown, file = 'yici.config.ts'): Config =>
  parse(configSchema, input, file);

/**
 * A stage that stands in no `yici.config.ts`.
 * @param from where its settings come from
 * @throws InvalidConfig as `parseConfig` does
 */
export const parseStage = (input: unknown, from: string): StageConfig =>
  parse(stageSchema, input, from);

const parse = <Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  from: string,
): v.InferOutput<Schema> => {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `  ${describeProblem(issue)}`);
  throw new InvalidConfig(`${from} has ${problems.length} problem(s):\n${problems.join('\n')}`);
};
