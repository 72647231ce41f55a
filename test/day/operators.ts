import type { Answered } from '../model/answers.ts';
import type { SeededRandom } from '../model/seeded-random.ts';
import { readCredits } from '../model/verify.ts';
import type { Wechat } from '../model/wechat.ts';
import type { Fleet } from './fleet.ts';
import { isInDoubt } from './invocation.ts';
import type { Ledger } from './ledger.ts';
import type { User } from './users.ts';
import type { VirtualTime } from './virtual-time.ts';

export type Office = {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly ledger: Ledger;
  readonly account: Wechat;
  readonly fleet: Fleet;
};

/** The credits of a user; undefined when the service did not answer. */
export const creditsOf = async ({ fleet }: Office, { openid }: User) => {
  const { answered } = await fleet.request('GET /v1/users/{openid}/credits', { path: { openid } });
  return answered?.status === 200 ? readCredits(answered.json) : undefined;
};

/**
 * Looks at what is unknown and says what is in the user's inbox: whether a message of the key in
 * question is there. Only the last job of a credit can be the unknown one that was not refused.
 */
export const resolveUnknowns = async (office: Office, user: User): Promise<void> => {
  for (const credit of (await creditsOf(office, user)) ?? []) {
    if (credit.state === 'unknown') await resolve(office, user, credit.scene, credit.sendId ?? '');
  }
};

const resolve = async (
  office: Office,
  { openid }: User,
  scene: number,
  sendId: string,
): Promise<Answered | undefined> => {
  const { ledger, fleet } = office;
  const job = ledger.jobOfSend.get(sendId);
  ledger.check(
    job === undefined || job.invocations.some(isInDoubt),
    () => `${job?.title} is unknown, though it is known what became of it`,
  );
  const deliveredBefore = job === undefined ? 0 : job.delivered;
  const { answered } = await fleet.request('POST /v1/users/{openid}/credits/{scene}/resolution', {
    path: { openid, scene: String(scene) },
    body: { sendId, delivered: deliveredBefore > 0 },
  });
  // a probe may have delivered it while the operator was typing
  if (job !== undefined && job.delivered !== deliveredBefore) job.isMisjudged = true;
  return answered;
};

/** Asked for until it is done; whether it is. */
export const erase = async (
  { time, ledger, fleet }: Office,
  { openid }: User,
): Promise<boolean> => {
  ledger.erasing(openid);
  for (let tries = 0; tries < 20; tries += 1) {
    const { answered } = await fleet.request('DELETE /v1/users/{openid}', { path: { openid } });
    if (answered?.status === 200) {
      ledger.erasureEnded(openid);
      return true;
    }
    await time.sleep(60_000);
  }
  return false;
};
