import type { AccessToken } from '../domain/access-token.ts';
import {
  type Credit,
  type CreditLifetime,
  leaseMs,
  type RememberedSend,
  type SendResult,
} from '../domain/credit.ts';
import {
  type Claim,
  type ClaimRefusal,
  type OpenSend,
  readRefusedClaim,
} from '../domain/credit-transitions.ts';
import type { Message } from '../domain/message.ts';
import { notReached, type SendOutcome, unknowable } from '../domain/send-outcome.ts';
import { claimCredit } from './claim-credit.ts';
import { type Ending, endSend, settle } from './end-send.ts';
import type {
  AccessTokenReader,
  Clock,
  CreditStore,
  WechatConnection,
  WechatSender,
} from './ports.ts';

/** One POST at its slowest, and the write that settles it. */
export const postMs = 8_000;
/** A whole round: the claim before that. */
export const roundMs = 9_500;
/** Under `reconcile`, how long after its claim an unknown send may be probed. */
const probeAfterMs = leaseMs + 120_000;

export type SendRequest = {
  readonly message: Message;
  /** Hash of the Idempotency-Key. */
  readonly keyHash: string;
  /** Of the message. */
  readonly fingerprint: string;
  /** When this invocation is cut off. */
  readonly deadlineMs: number;
};

export type SendAnswer =
  | {
      readonly status: 'ended';
      readonly sendId: string;
      readonly outcome: SendOutcome;
      readonly ending: Ending | 'repeated';
      /** How old the confirm was. */
      readonly creditAgeMs?: number;
    }
  /** Nothing was claimed, nothing was sent. */
  | { readonly status: 'not_started'; readonly outcome: SendOutcome }
  | Exclude<ClaimRefusal, { readonly status: 'claimed' | 'repeated' | 'forget_keys' }>;

export type SendMessage = (request: SendRequest) => Promise<SendAnswer>;

export type SendDeps = {
  readonly credits: CreditStore;
  readonly accessToken: AccessTokenReader;
  readonly wechat: WechatSender;
  readonly lifetimeMs: CreditLifetime;
  readonly unknownPolicy: 'hold' | 'reconcile';
  readonly now: Clock;
  readonly newSendId: () => string;
  readonly observe: SendObserver;
};

/** Told of a claim when it stands, so that one whose process dies afterwards is counted too. */
export type SendObserver = { readonly claimed: (send: OpenSend) => void };

/** Everything that can fail comes before the claim; then one POST; then its outcome is written. */
export const sendMessage =
  (deps: SendDeps): SendMessage =>
  async (request) => {
    const ready = await prepare(deps, request.deadlineMs);
    const claim = newClaim(deps, request);
    if (ready.status === 'not_ready') return withoutWechat(deps, claim, ready.outcome);

    const answer = await claimCredit(deps.credits, claim);
    switch (answer.status) {
      case 'claimed':
        return deliver(deps, request, ready, claim, answer.credit);
      case 'repeated':
        return mayProbe(deps, answer.send, answer.result)
          ? probe(deps, request, ready, answer.send)
          : replay(deps, answer.send, answer.result);
      default:
        return answer;
    }
  };

type Ready = {
  readonly status: 'ready';
  readonly token: AccessToken;
  readonly connection: WechatConnection;
};
type NotReady = { readonly status: 'not_ready'; readonly outcome: SendOutcome };

const prepare = async (deps: SendDeps, deadlineMs: number): Promise<Ready | NotReady> => {
  const token = await usableToken(deps, deadlineMs);
  if (token.status !== 'replaced') return { status: 'not_ready', outcome: withoutToken(token) };
  if (deps.now() + roundMs > deadlineMs) return { status: 'not_ready', outcome: tooLate };
  try {
    return { status: 'ready', token: token.token, connection: await deps.wechat.connect() };
  } catch {
    return { status: 'not_ready', outcome: tooLate };
  }
};

const tooLate: SendOutcome = { meaning: notReached };

const usableToken = async (deps: SendDeps, deadlineMs: number) => {
  const token = await deps.accessToken.current();
  return token === undefined
    ? deps.accessToken.replace(undefined, deadlineMs - roundMs)
    : ({ status: 'replaced', token } as const);
};

const withoutToken = (
  replacement: Exclude<Awaited<ReturnType<AccessTokenReader['replace']>>, { status: 'replaced' }>,
): SendOutcome =>
  replacement.status === 'blocked'
    ? {
        meaning: { ...notReached, outcome: 'stop', code: 'wechat_blocked', alarm: true },
        said: replacement.said,
      }
    : tooLate;

const newClaim = (deps: SendDeps, { message, keyHash, fingerprint }: SendRequest): Claim => {
  const nowMs = deps.now();
  return {
    openid: message.openid,
    scene: message.scene,
    sendId: deps.newSendId(),
    keyHash,
    fingerprint,
    nowMs,
    leaseUntilMs: nowMs + leaseMs,
    lifetimeMs: deps.lifetimeMs,
  };
};

/** What the credit alone can answer is answered even while WeChat is out of reach. */
const withoutWechat = async (
  deps: SendDeps,
  claim: Claim,
  outcome: SendOutcome,
): Promise<SendAnswer> => {
  const found = await deps.credits.find(claim);
  const refusal = readRefusedClaim(found, claim);
  switch (refusal.status) {
    case 'repeated':
      return replay(deps, refusal.send, refusal.result);
    case 'claimed':
    case 'forget_keys':
    case 'too_many_keys':
      return { status: 'not_started', outcome };
    default:
      return refusal;
  }
};

const deliver = async (
  deps: SendDeps,
  request: SendRequest,
  ready: Ready,
  claim: Claim,
  credit: Credit,
): Promise<SendAnswer> => {
  deps.observe.claimed(claim);
  const outcome = await post(deps, request, ready);
  const ending = await endSend(deps.credits, claim, outcome);
  return {
    status: 'ended',
    sendId: claim.sendId,
    outcome: ending === 'failed' ? { meaning: unknowable } : outcome,
    ending,
    creditAgeMs: claim.nowMs - credit.confirmedAtMs,
  };
};

/**
 * One POST, if the claim has left time for it; a second one only after a refused token, when certainly
 * nothing was sent.
 */
const post = async (
  deps: SendDeps,
  { message, deadlineMs }: SendRequest,
  { connection, token }: Ready,
): Promise<SendOutcome> => {
  if (deps.now() + postMs > deadlineMs) return tooLate;
  const first = await connection.send(message, token.accessToken);
  if (first.meaning.outcome !== 'token_refused') return first;
  const replacement = await deps.accessToken.replace(token.fingerprint, deadlineMs - postMs);
  if (replacement.status === 'blocked') return withoutToken(replacement);
  if (replacement.status === 'unavailable' || deps.now() + postMs > deadlineMs) return first;
  return connection.send(message, replacement.token.accessToken);
};

const replay = (deps: SendDeps, { sendId }: RememberedSend, result: SendResult): SendAnswer =>
  result.outcome === 'not_delivered'
    ? { status: 'no_credit' }
    : { status: 'ended', sendId, outcome: remembered(deps, result), ending: 'repeated' };

const remembered = ({ wechat }: SendDeps, { outcome, errcode }: SendResult): SendOutcome => {
  if (outcome === 'sent') return wechat.recall(0);
  return errcode === undefined ? { meaning: unknowable } : wechat.recall(errcode);
};

const mayProbe = (deps: SendDeps, send: RememberedSend, { outcome }: SendResult): boolean =>
  deps.unknownPolicy === 'reconcile' &&
  outcome === 'unknown' &&
  send.claimedAtMs + probeAfterMs <= deps.now();

/**
 * Asks WeChat by sending once more: 0 means that it is delivered now, 43101 that it had been. Any
 * other answer leaves the first send as unknown as it was. Not when the user has confirmed again
 * since (`reopen` refuses it): the probe would eat the new chance.
 */
const probe = async (
  deps: SendDeps,
  request: SendRequest,
  ready: Ready,
  send: RememberedSend,
): Promise<SendAnswer> => {
  const { openid, scene } = request.message;
  const open = { openid, scene, sendId: send.sendId, keyHash: request.keyHash };
  const nowMs = deps.now();
  const reopened = await deps.credits.reopen(open, nowMs, nowMs + leaseMs);
  if (!reopened.written) return replay(deps, send, { outcome: 'unknown' });
  const { meaning } = await post(deps, request, ready);
  const delivered = meaning.outcome === 'sent' || meaning.outcome === 'no_chance';
  const result: SendResult = { outcome: delivered ? 'sent' : 'unknown' };
  const ending = await settle(deps.credits, open, result).catch(() => 'failed' as const);
  return {
    status: 'ended',
    sendId: send.sendId,
    outcome: ending === 'failed' ? { meaning: unknowable } : remembered(deps, result),
    ending,
  };
};
