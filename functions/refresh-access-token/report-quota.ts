import { isUsable } from '../../src/domain/access-token.ts';
import type { Log } from '../../src/entry/log.ts';
import type { AccessTokenParameter, Clock } from '../../src/use-cases/ports.ts';
import type { AskQuota } from '../../src/wechat/quota.ts';

export type ReportQuota = () => Promise<void>;

/**
 * Tells how much of the day's sends is used up, while there is still time to do something about it.
 * Asks with the token that is stored and never for another one, and fails nobody.
 */
export const reportQuota =
  ({
    parameter,
    askQuota,
    log,
    now,
  }: {
    readonly parameter: Pick<AccessTokenParameter, 'read'>;
    readonly askQuota: AskQuota;
    readonly log: Log;
    readonly now: Clock;
  }): ReportQuota =>
  async () => {
    const token = await parameter.read().catch(() => undefined);
    if (token === undefined || !isUsable(token, now())) return;
    const answer = await askQuota(token.accessToken);
    switch (answer.status) {
      case 'answered': {
        const { dailyLimit, used } = answer.quota;
        const percent = dailyLimit > 0 ? Math.round((1_000 * used) / dailyLimit) / 10 : undefined;
        log.info('quota.read', { used, dailyLimit, percent });
        return;
      }
      case 'refused': {
        const { errcode, rid } = answer.said;
        log.warn('quota.read_failed', { errcode, rid });
        return;
      }
      case 'unreachable':
        log.warn('quota.read_failed');
        return;
    }
  };
