import type { AccessToken } from '../domain/access-token.ts';
import type { Credit, CreditKey } from '../domain/credit.ts';
import type {
  Attempt,
  Claim,
  ClaimedSend,
  Consent,
  Erasure,
  OpenSend,
  Resolution,
  Settlement,
} from '../domain/credit-transitions.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import type { Message } from '../domain/message.ts';
import type { Openid } from '../domain/openid.ts';
import type { SendOutcome, WechatSaid } from '../domain/send-outcome.ts';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** That many random bytes. */
export type Random = (bytes: number) => Buffer;

/** The ring as it is cached: read at INIT and again by age, never because of a request's content. */
export type ReadKeyRing = () => Promise<KeyRing>;

/**
 * The credits. Every transition is one conditional write on one item; one that does not meet its
 * condition returns what it found. Throws `Unavailable` when the store did not answer.
 */
export type CreditStore = {
  readonly record: (consent: Consent) => Promise<Attempt>;
  /** @param forget hashes of keys past their time, removed by the same write */
  readonly claim: (claim: Claim, forget: readonly string[]) => Promise<Attempt>;
  readonly settle: (settlement: Settlement) => Promise<Attempt>;
  /** For a send whose credit another one has claimed since: its outcome is kept under its key. */
  readonly settleLate: (settlement: Settlement) => Promise<Attempt>;
  /** Certainly not sent: the credit is as before the claim, and the key is forgotten. */
  readonly release: (send: OpenSend) => Promise<Attempt>;
  /** An unknown send is opened once more, to ask WeChat what became of it. */
  readonly reopen: (send: ClaimedSend, nowMs: number, leaseUntilMs: number) => Promise<Attempt>;
  readonly resolve: (resolution: Resolution) => Promise<Attempt>;
  /** As `resolve` with not delivered, when the user has confirmed again since. */
  readonly resolveSuperseded: (resolution: Resolution) => Promise<Attempt>;
  readonly find: (key: CreditKey) => Promise<Credit | undefined>;
  readonly list: (openid: Openid) => Promise<readonly Credit[]>;
  /**
   * Leaves a tombstone, unless the user has confirmed again since or nothing is there. What was
   * written over is returned as it was.
   */
  readonly erase: (erasure: Erasure, ttlSeconds: number) => Promise<Attempt>;
};

/** A connection to WeChat that is fit for use, opened before anything is claimed. */
export type WechatConnection = {
  /** One POST, never repeated. Returns whatever happened: it does not throw. */
  readonly send: (message: Message, accessToken: string) => Promise<SendOutcome>;
};

export type WechatSender = {
  /** @throws Unavailable when WeChat cannot be reached */
  readonly connect: () => Promise<WechatConnection>;
  /** What an errcode that was remembered means: for answers that are given again. */
  readonly recall: (errcode: number) => SendOutcome;
};

/** The reader's side of the access_token: never asks WeChat itself. */
export type AccessTokenReader = {
  /** A token that may be used now; undefined when none is stored or it is near its end. */
  readonly current: () => Promise<AccessToken | undefined>;
  /** After a refusal, or when there is none: another token than this one, if it can be had in time. */
  readonly replace: (
    refusedFingerprint: string | undefined,
    deadlineMs: number,
  ) => Promise<Replacement>;
};

export type Replacement =
  | { readonly status: 'replaced'; readonly token: AccessToken }
  | { readonly status: 'unavailable' }
  | { readonly status: 'blocked'; readonly said: WechatSaid };

/** Where the access_token is kept. */
export type AccessTokenParameter = {
  readonly read: () => Promise<AccessToken | undefined>;
  readonly write: (token: AccessToken) => Promise<void>;
};

/** WeChat's token endpoints. */
export type TokenEndpoint = {
  readonly fetch: (options: { readonly force: boolean }) => Promise<FetchedToken>;
};

export type FetchedToken =
  | { readonly status: 'fetched'; readonly accessToken: string; readonly expiresInSeconds: number }
  | { readonly status: 'refused'; readonly said: WechatSaid; readonly lasting: boolean }
  | { readonly status: 'unreachable' };

/** One writer at a time, and a budget for force_refresh. Conditional writes on one item. */
export type RefreshLock = {
  readonly take: (owner: string, nowMs: number, untilMs: number) => Promise<boolean>;
  readonly leave: (owner: string) => Promise<void>;
  /** Counts one use of force_refresh; false when it would be too soon or too often. */
  readonly countForce: (owner: string, nowMs: number) => Promise<boolean>;
};

/** refresh-access-token, called and awaited. Throws `Unavailable` when it failed or took longer. */
export type InvokeRefresh = (request: RefreshRequest, timeoutMs: number) => Promise<RefreshAnswer>;

export type RefreshRequest = { readonly refusedFingerprint?: string | undefined };

export type RefreshAnswer =
  | { readonly status: 'kept' | 'refreshed' | 'busy' | 'unavailable' }
  | { readonly status: 'refused'; readonly said: WechatSaid; readonly lasting: boolean };

export type Sleep = (ms: number) => Promise<void>;
