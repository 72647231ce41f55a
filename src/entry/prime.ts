import type { Log } from './log.ts';

/**
 * Does in INIT, where a function has a whole core whatever its memory, what the first request
 * would otherwise wait for. Nothing that fails here may fail INIT: the request tries again.
 */
export const prime = async (
  log: Log,
  steps: readonly (() => Promise<unknown>)[],
): Promise<void> => {
  for (const outcome of await Promise.allSettled(steps.map((step) => step()))) {
    if (outcome.status === 'fulfilled') continue;
    const { reason } = outcome;
    log.warn('prime.failed', { reason: reason instanceof Error ? reason.message : 'unknown' });
  }
};

/** One after the other, for steps that then share a connection: together each would open its own. */
export const inTurn =
  (...steps: readonly (() => Promise<unknown>)[]): (() => Promise<void>) =>
  async () => {
    for (const step of steps) await step();
  };
