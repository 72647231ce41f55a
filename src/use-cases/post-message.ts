import type { AccessToken } from '../domain/access-token.ts';
import { blocked, notReached, type SendOutcome } from '../domain/send-outcome.ts';
import type { Replacement, WechatConnection } from './ports.ts';
import { postMs, roundMs, type SendDeps, type SendRequest } from './send-contract.ts';

type PostDeps = Pick<SendDeps, 'accessToken' | 'wechat' | 'now'>;

export type Ready = {
  readonly status: 'ready';
  readonly token: AccessToken;
  readonly connection: WechatConnection;
};

export type NotReady = { readonly status: 'not_ready'; readonly outcome: SendOutcome };

const nothingSent: SendOutcome = { meaning: notReached };

/** A token, a connection and the time for a whole round: what can fail before the claim. */
export const prepare = async (deps: PostDeps, deadlineMs: number): Promise<Ready | NotReady> => {
  const token = await usableToken(deps, deadlineMs);
  if (token.status !== 'replaced') return { status: 'not_ready', outcome: withoutToken(token) };
  const isTimeLeft = () => deps.now() + roundMs <= deadlineMs;
  const connection = isTimeLeft() ? await deps.wechat.connect().catch(() => undefined) : undefined;
  // a second host may have been tried: the time is looked at again
  return connection !== undefined && isTimeLeft()
    ? { status: 'ready', token: token.token, connection }
    : { status: 'not_ready', outcome: nothingSent };
};

/** Without a token it is as after a refusal; so it is when none could be read. */
const usableToken = async (deps: PostDeps, deadlineMs: number): Promise<Replacement> => {
  const token = await deps.accessToken.current().catch(() => undefined);
  return token === undefined
    ? deps.accessToken.replace(undefined, deadlineMs - roundMs)
    : { status: 'replaced', token };
};

const withoutToken = (
  replacement: Exclude<Replacement, { readonly status: 'replaced' }>,
): SendOutcome =>
  replacement.status === 'blocked' ? { meaning: blocked, said: replacement.said } : nothingSent;

/**
 * One POST, if the claim has left time for it; a second one only after a refused token, when
 * certainly nothing was sent.
 */
export const post = async (
  deps: PostDeps,
  { message, deadlineMs }: Pick<SendRequest, 'message' | 'deadlineMs'>,
  { connection, token }: Ready,
): Promise<SendOutcome> => {
  const isTimeLeft = () => deps.now() + postMs <= deadlineMs;
  if (!isTimeLeft()) return nothingSent;
  const first = await connection.send(message, token.accessToken);
  // without the time for a second POST another token is not worth waiting for: the claim must be ended
  if (first.meaning.outcome !== 'token_refused' || !isTimeLeft()) return first;
  const replacement = await deps.accessToken.replace(token.fingerprint, deadlineMs - postMs);
  if (replacement.status === 'blocked') return withoutToken(replacement);
  if (replacement.status === 'unavailable' || !isTimeLeft()) return first;
  return connection.send(message, replacement.token.accessToken);
};
