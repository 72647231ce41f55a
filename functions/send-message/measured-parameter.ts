import type { Log } from '../../src/entry/log.ts';
import type { AccessTokenParameter, Clock } from '../../src/use-cases/ports.ts';

type Reader = Pick<AccessTokenParameter, 'read'>;

/**
 * For a stage whose access_token somebody else refreshes: its readers are the only ones who see
 * how old it gets. One that is not there has no second left.
 */
export const measuredParameter = (parameter: Reader, now: Clock, log: Log): Reader => ({
  read: async () => {
    const token = await parameter.read();
    const secondsLeft = token === undefined ? 0 : Math.round((token.expiresAtMs - now()) / 1000);
    log.info('access_token.read', { secondsLeft });
    return token;
  },
});
