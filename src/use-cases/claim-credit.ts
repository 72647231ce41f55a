import { orderAfter } from '../domain/credit.ts';
import { type Claim, type ClaimRefusal, readRefusedClaim } from '../domain/credit-transitions.ts';
import { Unavailable } from '../domain/errors.ts';
import type { Clock, CreditStore } from './ports.ts';
import type { SendObserver } from './send-contract.ts';

export type ClaimAnswer = Exclude<ClaimRefusal, { readonly status: 'try_again' }>;

type ClaimDeps = {
  readonly credits: Pick<CreditStore, 'claim' | 'release'>;
  readonly now: Clock;
  readonly observe: SendObserver;
};

/**
 * Takes the credit for one send, or says why not. A second write is needed only when the memory is
 * full, to forget keys past their time, or when it became available by a clock that is ahead.
 * @throws Unavailable when the store did not answer; the credit is then given back if it can be
 */
export const claimCredit = async (deps: ClaimDeps, claim: Claim): Promise<ClaimAnswer> => {
  let { order } = claim;
  let forget: readonly string[] = [];
  for (let writes = 0; writes < 3; writes += 1) {
    const attempt = await claimOnce(deps, { ...claim, order }, forget);
    const answer: ClaimRefusal = attempt.written
      ? { status: 'claimed', credit: attempt.credit }
      : readRefusedClaim(attempt.found, claim);
    if (answer.status === 'claimed') deps.observe.claimed(claim);
    if (answer.status !== 'try_again') return answer;
    ({ order, forget } = answer);
  }
  throw new Unavailable('the credit changed faster than it could be claimed');
};

/**
 * A claim whose answer was lost may stand: asked again it is recognised by its sendId, and where
 * even that fails it is given back, since nothing has been sent.
 */
const claimOnce: (
  deps: ClaimDeps,
  claim: Claim,
  forget: readonly string[],
) => ReturnType<CreditStore['claim']> = async ({ credits, now, observe }, claim, forget) => {
  try {
    return await credits.claim(claim, forget);
  } catch {
    try {
      return await credits.claim(claim, forget);
    } catch (error) {
      const order = orderAfter(claim.order, now());
      await credits.release({ ...claim, order }).catch(() => observe.claimed(claim));
      throw error;
    }
  }
};
