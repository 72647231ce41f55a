import type { AccessTokenParameter, FetchedToken } from '../../src/use-cases/ports.ts';
import { refreshAccessToken } from '../../src/use-cases/refresh-access-token.ts';
import { answered } from '../support/fake-wechat.ts';
import { breaks } from './explorer-ledger.ts';
import { answering, failing, type Thread, type Threads } from './explorer-threads.ts';
import { fingerprintOf, type World } from './explorer-world.ts';

type Place = { readonly threads: Threads; readonly world: World };

export const tokenParameter = (
  threads: Threads,
  world: World,
  thread: () => Thread,
): AccessTokenParameter => ({
  read: () => threads.call(thread(), 'readToken', failing, () => world.stored),
  write: (token) =>
    threads.call(thread(), 'writeToken', failing, () => {
      world.stored = token;
    }),
});

const unreachable = (): FetchedToken => ({ status: 'unreachable' });
const refusedIp = (): FetchedToken => {
  const { said } = answered(40164);
  if (said === undefined) throw new Error('40164 says something');
  return { status: 'refused', said, lasting: true };
};
const fetchWays = answering(unreachable, unreachable, [
  { name: 'refuse', runs: false, ends: 'returns', says: refusedIp },
]);
/** WeChat allows twenty a day; more than one in this time would be a storm. */
const forceApartMs = 30_000;

/** One invocation of refresh-access-token. */
export const refreshProcess =
  ({ threads, world }: Place, refusedFingerprint: string | undefined) =>
  (thread: Thread) => {
    const { ledger, lock } = world;
    const call = <T>(name: string, effect: () => Promise<T> | T) =>
      threads.call(thread, name, failing, effect);
    return refreshAccessToken({
      parameter: tokenParameter(threads, world, () => thread),
      endpoint: {
        fetch: ({ force }) =>
          threads.call(thread, force ? 'forceToken' : 'fetchToken', fetchWays, () => {
            if (force) noteForced();
            return world.wechat.fetchToken(force);
          }),
      },
      lock: {
        take: (owner, nowMs, untilMs) =>
          call('lock', async () => {
            const isTaken = await lock.take(owner, nowMs, untilMs);
            if (isTaken) noteTaken();
            return isTaken;
          }),
        leave: (owner) =>
          call('unlock', async () => {
            await lock.leave(owner);
            noteLeft();
          }),
        countForce: (owner, nowMs) => call('countForce', () => lock.countForce(owner, nowMs)),
      },
      force: 'auto',
      now: () => world.nowMs,
      newOwner: () => thread.name,
      fingerprintOf,
      observe: { forced: () => {} },
    })({ refusedFingerprint });

    function noteForced() {
      const last = ledger.forcedAtMs.at(-1);
      if (last !== undefined && world.nowMs - last < forceApartMs) {
        breaks(ledger, 'I7: force_refresh was used twice within 30 seconds');
      }
      ledger.forcedAtMs.push(world.nowMs);
    }

    function noteTaken() {
      if (ledger.refreshers.length > 0) {
        breaks(ledger, `I7: ${thread.name} refreshes while ${ledger.refreshers[0]} does`);
      }
      ledger.refreshers.push(thread.name);
    }

    function noteLeft() {
      const at = ledger.refreshers.indexOf(thread.name);
      if (at >= 0) ledger.refreshers.splice(at, 1);
    }
  };
