import { type AccessToken, isUsable, readAgainMs, readerCacheMs } from '../domain/access-token.ts';
import type {
  AccessTokenParameter,
  AccessTokenReader,
  Clock,
  InvokeRefresh,
  Replacement,
  Sleep,
} from './ports.ts';

/** How long a sender waits for another one's refresh, and for one of its own. */
const waitForOthersMs = 3_000;
const waitForOwnMs = 8_000;

/**
 * Reads the access_token from memory or the parameter; never asks WeChat. A refused token is
 * replaced by whatever the parameter holds by now, else by calling the one writer.
 */
export const accessTokenReader = ({
  parameter,
  invokeRefresh,
  now,
  sleep,
  random,
}: {
  readonly parameter: Pick<AccessTokenParameter, 'read'>;
  /** Undefined when the owner's own token service writes the parameter. */
  readonly invokeRefresh: InvokeRefresh | undefined;
  readonly now: Clock;
  readonly sleep: Sleep;
  /** From 0 to 1: spreads the re-reads of many waiting senders. */
  readonly random: () => number;
}): AccessTokenReader => {
  let cached: { readonly token: AccessToken; readonly readAtMs: number } | undefined;
  let rereading: Promise<AccessToken | undefined> | undefined;
  const replacing = new Map<string, Promise<Replacement>>();

  const read = async (): Promise<AccessToken | undefined> => {
    const token = await parameter.read();
    cached = token === undefined ? undefined : { token, readAtMs: now() };
    return token;
  };

  /** While the parameter cannot be read its last token serves on: by a dead one nothing is sent. */
  const reread = (): Promise<AccessToken | undefined> => {
    rereading ??= read()
      .catch(() => {
        cached = cached && { ...cached, readAtMs: now() - readerCacheMs + readAgainMs };
        return cached?.token;
      })
      .finally(() => {
        rereading = undefined;
      });
    return rereading;
  };

  const isOther = (
    token: AccessToken | undefined,
    refused: string | undefined,
  ): token is AccessToken =>
    token !== undefined && token.fingerprint !== refused && isUsable(token, now());

  const waitForOthers = async (
    refused: string | undefined,
    deadlineMs: number,
  ): Promise<Replacement> => {
    const untilMs = Math.min(now() + waitForOthersMs, deadlineMs);
    for (let pauseMs = 100; now() < untilMs; pauseMs = Math.min(pauseMs * 2, 1_000)) {
      await sleep(pauseMs * (0.5 + random()));
      const token = await read();
      if (isOther(token, refused)) return { status: 'replaced', token };
    }
    return { status: 'unavailable' };
  };

  const replace = async (refused: string | undefined, deadlineMs: number): Promise<Replacement> => {
    const stored = await read();
    if (isOther(stored, refused)) return { status: 'replaced', token: stored };
    const timeoutMs = Math.min(waitForOwnMs, deadlineMs - now());
    if (invokeRefresh === undefined || timeoutMs <= 0) return { status: 'unavailable' };
    const answer = await invokeRefresh({ refusedFingerprint: refused }, timeoutMs);
    switch (answer.status) {
      case 'refused':
        return answer.lasting
          ? { status: 'blocked', said: answer.said }
          : { status: 'unavailable' };
      case 'unavailable':
        return { status: 'unavailable' };
      case 'busy':
        return waitForOthers(refused, deadlineMs);
      case 'kept':
      case 'refreshed': {
        const token = await read();
        return isOther(token, refused) ? { status: 'replaced', token } : { status: 'unavailable' };
      }
    }
  };

  return {
    current: async () => {
      const live = cached !== undefined && isUsable(cached.token, now()) ? cached : undefined;
      if (live !== undefined && now() - live.readAtMs <= readerCacheMs) return live.token;
      const token = await (live === undefined ? read() : reread());
      return token !== undefined && isUsable(token, now()) ? token : undefined;
    },
    // one environment asks once, however many of its sends have met the same refusal
    replace: (refused, deadlineMs) => {
      const key = refused ?? '';
      const running = replacing.get(key);
      if (running !== undefined) return running;
      const started = replace(refused, deadlineMs)
        .catch((): Replacement => ({ status: 'unavailable' }))
        .finally(() => replacing.delete(key));
      replacing.set(key, started);
      return started;
    },
  };
};
