import { type Claim, type ClaimRefusal, readRefusedClaim } from '../domain/credit-transitions.ts';
import { Unavailable } from '../domain/errors.ts';
import type { CreditStore } from './ports.ts';
import type { SendObserver } from './send-contract.ts';

export type ClaimAnswer = Exclude<ClaimRefusal, { readonly status: 'forget_keys' }>;

type ClaimDeps = {
  readonly credits: Pick<CreditStore, 'claim' | 'release'>;
  readonly observe: SendObserver;
};

/**
 * Takes the credit for one send, or says why not. Keys past their time are forgotten by a second
 * write only when the memory is full.
 * @throws Unavailable when the store did not answer; the credit is then given back if it can be
 */
export const claimCredit = async (
  { credits, observe }: ClaimDeps,
  claim: Claim,
): Promise<ClaimAnswer> => {
  let forget: readonly string[] = [];
  for (let writes = 0; writes < 3; writes += 1) {
    const attempt = await claimOnce({ credits, observe }, claim, forget);
    const answer: ClaimRefusal = attempt.written
      ? { status: 'claimed', credit: attempt.credit }
      : readRefusedClaim(attempt.found, claim);
    if (answer.status === 'claimed') observe.claimed(claim);
    if (answer.status !== 'forget_keys') return answer;
    forget = answer.keyHashes;
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
) => ReturnType<CreditStore['claim']> = async ({ credits, observe }, claim, forget) => {
  try {
    return await credits.claim(claim, forget);
  } catch {
    try {
      return await credits.claim(claim, forget);
    } catch (error) {
      await credits.release(claim).catch(() => observe.claimed(claim));
      throw error;
    }
  }
};
