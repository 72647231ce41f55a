import type { BackEnd } from './back-end.ts';
import type { Invocation } from './invocation.ts';
import { creditsOf, type Office, resolveUnknowns } from './operators.ts';
import type { User } from './users.ts';

/** Answers that leave the credit as it was. */
const keeps = [
  'wechat_unavailable',
  'wechat_blocked',
  'message_refused',
  'credit_in_flight',
  'no_credit',
  'credit_unknown',
];

/** Whether a send may have used up a confirm whose callback began at that time. */
const mayHaveUsed =
  (sinceMs: number) =>
  ({ endedMs, postedAtMs, answered, isDead }: Invocation): boolean => {
    // it claims before it posts: what was posted before the confirm has not claimed it
    const claimedByMs = postedAtMs ?? endedMs ?? Number.POSITIVE_INFINITY;
    if (claimedByMs < sinceMs) return false;
    return isDead || answered === undefined || !keeps.includes(String(answered.json['code']));
  };

/**
 * When all is calm again: nothing is in flight, every unknown can be settled, no confirm is lost,
 * and each credit that says `available` can be sent with.
 */
export const audit = async (
  office: Office & { readonly backEnd: BackEnd; readonly isLax: boolean },
  users: readonly User[],
): Promise<void> => {
  const { ledger, account, backEnd, isLax } = office;
  for (const user of users) {
    await resolveUnknowns(office, user);
    const shown = (await creditsOf(office, user)) ?? [];
    for (const { scene, state } of shown) {
      const name = `${user.openid}/${scene}`;
      ledger.check(
        ['available', 'spent', 'void'].includes(state),
        () => `${name} is ${state} at the end of the day`,
      );
    }
    for (const [id, credit] of ledger.credits) {
      if (!id.startsWith(`${user.openid}/`)) continue;
      const scene = Number(id.split('/')[1]);
      const state = shown.find((one) => one.scene === scene)?.state ?? 'none';
      const sinceMs = credit.confirmedSinceMs;
      if (sinceMs === undefined || state === 'available') continue;
      const sends = credit.jobs.flatMap(({ invocations }) => invocations);
      ledger.check(sends.some(mayHaveUsed(sinceMs)), () => `a confirm of ${id} is lost: ${state}`);
    }
    for (const { scene, state } of shown) {
      if (state !== 'available') continue;
      const hasChance = account.hasChance(user.openid, scene);
      const { answered } = await backEnd.trySend(backEnd.newJob(user.openid, scene));
      const isRejecter = account.users.get(user.openid)?.rejects === true;
      const { status = 0, json = {} } = answered ?? {};
      const isFair =
        isRejecter || !(hasChance || isLax)
          ? status === 409 && json['code'] === 'no_chance'
          : status === 200;
      ledger.check(
        isFair,
        () => `an available credit of ${user.openid}/${scene} was answered with ${status}`,
      );
    }
  }
};
