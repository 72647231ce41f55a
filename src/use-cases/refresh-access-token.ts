import { type AccessToken, needsRenewal } from '../domain/access-token.ts';
import { Misconfigured } from '../domain/errors.ts';
import type {
  AccessTokenParameter,
  Clock,
  FetchedToken,
  RefreshAnswer,
  RefreshLock,
  RefreshRequest,
  TokenEndpoint,
} from './ports.ts';

/** Longer than the function may run: a crashed owner blocks the others for no longer than this. */
const lockMs = 40_000;
/** WeChat tells in whole seconds what is left, and its answer takes some: the same end to this. */
const sameEndMs = 60_000;

export type RefreshObserver = { readonly forced: () => void };

export type RefreshDeps = {
  readonly parameter: AccessTokenParameter;
  readonly endpoint: TokenEndpoint;
  readonly lock: RefreshLock;
  /** force_refresh kills the token of whoever else uses stable_token for this appid. */
  readonly force: 'auto' | 'never';
  readonly now: Clock;
  readonly newOwner: () => string;
  readonly fingerprintOf: (accessToken: string) => string;
  readonly observe: RefreshObserver;
};

/** What a refresh answers, and to its own log also the token's remaining life. */
export type Refreshed = RefreshAnswer & { readonly expiresAtMs?: number | undefined };

export type RefreshAccessToken = (request: RefreshRequest) => Promise<Refreshed>;

/**
 * The only writer of the access_token. While the stored one is good it does nothing; else one of
 * all callers at a time asks WeChat, and the parameter is written only when the token or its end
 * has changed.
 */
export const refreshAccessToken =
  (deps: RefreshDeps): RefreshAccessToken =>
  async ({ refusedFingerprint }) => {
    const stored = await readStored(deps);
    if (isGood(stored, refusedFingerprint, deps.now())) return kept(stored);

    const owner = deps.newOwner();
    const nowMs = deps.now();
    if (!(await deps.lock.take(owner, nowMs, nowMs + lockMs))) return { status: 'busy' };
    try {
      // whoever held the lock before may have refreshed in the meantime
      const current = await readStored(deps);
      if (isGood(current, refusedFingerprint, deps.now())) return kept(current);
      return await refresh(deps, owner, current, refusedFingerprint);
    } finally {
      await deps.lock.leave(owner).catch(() => undefined);
    }
  };

/** What somebody has spoilt is as good as none: the only writer writes it anew. */
const readStored = ({ parameter }: RefreshDeps): Promise<AccessToken | undefined> =>
  parameter.read().catch((error: unknown) => {
    if (error instanceof Misconfigured) return undefined;
    throw error;
  });

const isGood = (
  token: AccessToken | undefined,
  refused: string | undefined,
  nowMs: number,
): token is AccessToken =>
  token !== undefined && token.fingerprint !== refused && !needsRenewal(token, nowMs);

const kept = ({ expiresAtMs }: AccessToken): Refreshed => ({ status: 'kept', expiresAtMs });

const refresh = async (
  deps: RefreshDeps,
  owner: string,
  stored: AccessToken | undefined,
  refused: string | undefined,
): Promise<Refreshed> => {
  const answer = await deps.endpoint.fetch({ force: false });
  const isRefused =
    answer.status === 'fetched' && deps.fingerprintOf(answer.accessToken) === refused;
  if (!isRefused) return store(deps, stored, answer);
  // WeChat still hands out the token that it refuses: only force_refresh helps
  if (deps.force === 'never' || !(await deps.lock.countForce(owner, deps.now()))) {
    return { status: 'unavailable' };
  }
  deps.observe.forced();
  return store(deps, stored, await deps.endpoint.fetch({ force: true }));
};

const store = async (
  deps: RefreshDeps,
  stored: AccessToken | undefined,
  answer: FetchedToken,
): Promise<Refreshed> => {
  switch (answer.status) {
    case 'unreachable':
      return { status: 'unavailable' };
    case 'refused':
      return answer;
    case 'fetched': {
      const fingerprint = deps.fingerprintOf(answer.accessToken);
      const fetchedAtMs = deps.now();
      const expiresAtMs = fetchedAtMs + answer.expiresInSeconds * 1000;
      const isSame =
        stored?.fingerprint === fingerprint &&
        Math.abs(stored.expiresAtMs - expiresAtMs) <= sameEndMs;
      if (isSame) return kept(stored);
      const { accessToken } = answer;
      await deps.parameter.write({ accessToken, expiresAtMs, fetchedAtMs, fingerprint });
      return { status: 'refreshed', expiresAtMs };
    }
  }
};
