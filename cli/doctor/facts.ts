import type { StageConfig } from '../../lib/config.ts';
import type { AccessToken } from '../../src/domain/access-token.ts';
import type { ConfirmPageError } from '../../src/wechat/confirm-page-errors.ts';
import type { Quota } from '../../src/wechat/quota.ts';
import type { SecretCheck } from '../appsecret.ts';
import { Failure } from '../failure.ts';
import type { StoredParameter } from '../parameter-store.ts';
import type { ServiceAnswer } from '../service.ts';
import type { Text } from '../text.ts';

/** What was found out, or why it could not be. */
export type Found<T> =
  | { readonly status: 'found'; readonly value: T }
  | { readonly status: 'failed'; readonly failure: Failure };

export type WechatAnswer<T> =
  | { readonly status: 'answered'; readonly value: T }
  | {
      readonly status: 'refused';
      readonly errcode: number;
      readonly errmsg: string;
      readonly hint: Text;
    }
  | { readonly status: 'unreachable' };

export type VerificationFile = {
  readonly url: string;
  readonly result: 'same' | 'other_content' | 'unreachable' | `HTTP ${number}`;
};

export type DryLink = {
  readonly appid: string | null;
  readonly templateId: string | null;
  readonly page: 'shows_nothing_wrong' | 'unreachable' | ConfirmPageError;
};

/** All that the diagnosis rests on. Holds secrets: it goes to the judges and no further. */
export type Facts = {
  readonly nowMs: number;
  readonly name: string;
  readonly config: StageConfig;
  readonly isLocal: boolean;
  readonly environmentRegion: string | undefined;
  /** The AWS account that the credentials are of. */
  readonly account: Found<string>;
  readonly serviceUrl: Found<string>;
  /** That the functions call WeChat from; undefined when they have none of their own. */
  readonly fixedAddress: Found<string | undefined>;
  readonly appsecret: Found<StoredParameter | undefined>;
  readonly sealingKeys: Found<StoredParameter | undefined>;
  readonly pseudonymKey: Found<StoredParameter | undefined>;
  /** Asked for where the authorizer is `key`. */
  readonly accessKeys: Found<StoredParameter | undefined> | undefined;
  readonly accessToken: Found<AccessToken | undefined>;
  /** Undefined when there is no appsecret to ask with. */
  readonly secretCheck: SecretCheck | undefined;
  /** Undefined when there is no access_token to ask with. */
  readonly quota: WechatAnswer<Quota> | undefined;
  readonly files: readonly VerificationFile[];
  readonly link: Found<DryLink>;
  readonly table: Found<true>;
  readonly health: Found<ServiceAnswer>;
  /** The service's clock less this machine's. */
  readonly clockSkewMs: number | undefined;
};

/** One line of the diagnosis. */
export type Line = {
  readonly check: CheckName;
  readonly status: 'ok' | 'wrong' | 'cannot_tell';
  readonly finding: Text;
  /** What to do; absent when nothing is. */
  readonly todo?: Text;
};

export const checkNames = [
  'configuration',
  'credentials',
  'region',
  'service',
  'appsecret',
  'sealing-keys',
  'pseudonym-key',
  'access-keys',
  'access-token',
  'allow-list',
  'quota',
  'domain-file',
  'template',
  'table',
  'health',
  'clock',
] as const;

export type CheckName = (typeof checkNames)[number];

/** Only what is expected to fail is a finding; a defect goes on. */
export const find = async <T>(look: () => Promise<T>): Promise<Found<T>> => {
  try {
    return { status: 'found', value: await look() };
  } catch (error) {
    if (error instanceof Failure) return { status: 'failed', failure: error };
    throw error;
  }
};
