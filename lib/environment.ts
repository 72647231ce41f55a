import type { EnvName as AuthorizeKey } from '../functions/authorize-key/env.ts';
import type { EnvName as CreateConfirmLink } from '../functions/create-confirm-link/env.ts';
import type { EnvName as ManageCredits } from '../functions/manage-credits/env.ts';
import type { EnvName as OpenReceipt } from '../functions/open-receipt/env.ts';
import type { EnvName as ReadAccessToken } from '../functions/read-access-token/env.ts';
import type { EnvName as RecordConsent } from '../functions/record-consent/env.ts';
import type { EnvName as RefreshAccessToken } from '../functions/refresh-access-token/env.ts';
import type { EnvName as ReportHealth } from '../functions/report-health/env.ts';
import type { EnvName as SendMessage } from '../functions/send-message/env.ts';
import type { EnvName as ServeVerificationFile } from '../functions/serve-verification-file/env.ts';
import type { EnvName as StartConsent } from '../functions/start-consent/env.ts';
import type { StageConfig } from './config.ts';
import type { ParameterNames } from './parameters.ts';
import { type FunctionName, routeScopes } from './routes.ts';

type Values<Name extends string> = Readonly<Record<Name, string>>;

/** What only a deployment (or the local server) knows: the names of the things it made. */
export type Places = {
  readonly stage: string;
  readonly creditsTable: string;
  readonly locksTable: string;
  /** Empty when the owner's own token service writes the access_token. */
  readonly refreshFunction: string;
  readonly parameters: ParameterNames;
};

/**
 * Every function's environment, from the stage's configuration. Each object is held to the names
 * its function declares: a missing name is a compile error, and so is a stale one, unless it comes
 * in with a group that several functions share; a test sees those.
 */
export const environments = (config: StageConfig, places: Places) => {
  const account = { APPID: config.appid };
  const link = {
    ...account,
    TEMPLATE_ID: config.templateId,
    PUBLIC_BASE_URL: config.publicBaseUrl ?? '',
    RETURN_TARGETS: JSON.stringify(config.returnTargets),
    SEALING_KEYS_PARAMETER: places.parameters.sealingKeys,
  };
  const newLink = {
    ...link,
    SCENES: (config.scenes ?? []).join(','),
    LINK_LIFETIME_SECONDS: String(config.linkLifetimeSeconds),
    WECHAT_PAGE_URL: config.wechat.pageUrl,
  };
  const consents = {
    CREDITS_TABLE: places.creditsTable,
    PSEUDONYM_KEY_PARAMETER: places.parameters.pseudonymKey,
  };
  const credits = {
    ...consents,
    CREDIT_LIFETIME_SECONDS: String(config.creditLifetimeSeconds ?? ''),
  };
  const wechatApi = { WECHAT_API_URLS: config.wechat.apiUrls.join(',') };

  return {
    'start-consent': {
      ...newLink,
      OUTSIDE_WECHAT: config.outsideWechat,
      DESKTOP_WECHAT: config.desktopWechat ?? (config.outsideWechat === 'help' ? 'qr' : 'redirect'),
    } satisfies Values<StartConsent>,
    'create-confirm-link': newLink satisfies Values<CreateConfirmLink>,
    'record-consent': {
      ...link,
      ...consents,
      MINIMUM_ASSURANCE: config.minimumAssurance,
    } satisfies Values<RecordConsent>,
    'open-receipt': {
      ...account,
      SEALING_KEYS_PARAMETER: places.parameters.sealingKeys,
    } satisfies Values<OpenReceipt>,
    'send-message': {
      STAGE: places.stage,
      TEMPLATE_ID: config.templateId,
      ...credits,
      ...wechatApi,
      ACCESS_TOKEN_PARAMETER: places.parameters.accessToken,
      REFRESH_FUNCTION: places.refreshFunction,
      UNKNOWN_POLICY: config.unknownPolicy,
      MESSAGE_URL_HOSTS: config.message.urlHosts.join(','),
      ALLOW_HTTP_URL: String(config.message.allowHttpUrl),
    } satisfies Values<SendMessage>,
    'manage-credits': { STAGE: places.stage, ...credits } satisfies Values<ManageCredits>,
    'report-health': {
      CREDITS_TABLE: places.creditsTable,
      ACCESS_TOKEN_PARAMETER: places.parameters.accessToken,
    } satisfies Values<ReportHealth>,
    'serve-verification-file': {
      VERIFICATION_FILES: JSON.stringify(config.verificationFiles),
    } satisfies Values<ServeVerificationFile>,
    'read-access-token': {
      ACCESS_TOKEN_PARAMETER: places.parameters.accessToken,
    } satisfies Values<ReadAccessToken>,
    'authorize-key': {
      ACCESS_KEYS_PARAMETER: places.parameters.accessKeys,
      ROUTE_SCOPES: JSON.stringify(routeScopes),
    } satisfies Values<AuthorizeKey>,
    'refresh-access-token': {
      ...account,
      ...wechatApi,
      APPSECRET_PARAMETER: places.parameters.appsecret,
      ACCESS_TOKEN_PARAMETER: places.parameters.accessToken,
      LOCKS_TABLE: places.locksTable,
      TOKEN_SOURCE: config.token.source === 'token' ? 'token' : 'stable_token',
      TOKEN_FORCE: config.token.force,
    } satisfies Values<RefreshAccessToken>,
  } satisfies Record<FunctionName, Readonly<Record<string, string>>>;
};
