import type { AccessTokenParameter, Clock } from '../../src/use-cases/ports.ts';

type Reader = Pick<AccessTokenParameter, 'read'>;

/**
 * For a stage whose access_token somebody else refreshes: its readers are the only ones who see
 * how old it gets. One that is not there has no second left.
 */
export const measuredParameter = (
  parameter: Reader,
  now: Clock,
  measure: (secondsLeft: number) => void,
): Reader => ({
  read: async () => {
    const token = await parameter.read();
    measure(token === undefined ? 0 : Math.round((token.expiresAtMs - now()) / 1000));
    return token;
  },
});
