import type { Answered } from '../model/answers.ts';

/** A message that a back end wants to send, under one Idempotency-Key for all of its tries. */
export type Job = {
  readonly title: string;
  readonly key: string;
  readonly openid: string;
  readonly scene: number;
  readonly invocations: Invocation[];
  /** Messages of this title in the user's inbox. */
  delivered: number;
  /** An operator's word about it was older than the truth. */
  isMisjudged: boolean;
};

/** One call of a function, and what was seen of it from outside. */
export type Invocation = {
  readonly route: string;
  readonly startedMs: number;
  readonly job: Job | undefined;
  endedMs: number | undefined;
  /** Its process died, or its time was up. */
  isDead: boolean;
  /** The table has given up on one of its calls. */
  hasLostTable: boolean;
  /**
   * A write of it that was refused in the moment in which it might have been made, by clocks that
   * differ, was delivered again after that: nobody promises that this changes nothing.
   */
  hasStrayWrite: boolean;
  /** When it began to post to WeChat for the first time. */
  postedAtMs: number | undefined;
  /** A request of it may have reached WeChat without an answer that rules a delivery out. */
  mayHaveArrived: boolean;
  delivered: number;
  claimsWritten: number;
  endsWritten: number;
  reopened: number;
  claimsCounted: number;
  endsCounted: number;
  answered: Answered | undefined;
};

/** Nobody can say what became of its message, or it could not be written down. */
export const isInDoubt = (invocation: Invocation): boolean =>
  invocation.mayHaveArrived ||
  invocation.isDead ||
  invocation.hasLostTable ||
  invocation.hasStrayWrite;

export const newInvocation = (
  route: string,
  startedMs: number,
  job: Job | undefined,
): Invocation => ({
  route,
  startedMs,
  job,
  endedMs: undefined,
  isDead: false,
  hasLostTable: false,
  hasStrayWrite: false,
  postedAtMs: undefined,
  mayHaveArrived: false,
  delivered: 0,
  claimsWritten: 0,
  endsWritten: 0,
  reopened: 0,
  claimsCounted: 0,
  endsCounted: 0,
  answered: undefined,
});
