import type { CreditKey } from '../../src/domain/credit.ts';
import { parameterNames } from '../model/functions.ts';
import type { Arrived, Wechat } from '../model/wechat.ts';
import type { TokenCall } from '../model/wechat-tokens.ts';
import type { Invocation, Job } from './invocation.ts';

type Account = Pick<Wechat, 'tokens'>;

export type Ledger = ReturnType<typeof ledger>;

/** Clocks differ by at most ten seconds, a request takes at most as many more. */
const toleranceMs = 20_000;
const renewalMs = 6 * 60_000;
const dayMs = 86_400_000;

/** What one (openid, scene) has seen, told from outside. */
type Credit = {
  /** Links whose confirm has begun to reach us. */
  readonly links: Set<string>;
  /** When the request of the last confirm that was answered with `confirmed` began. */
  confirmedSinceMs: number | undefined;
  messages: number;
  writtenMs: number;
  readonly jobs: Job[];
};

/**
 * Watches the day from outside: what users confirmed, what arrived in their inboxes, what callers
 * were told. `wrong` holds the first thing that must not be.
 */
export const ledger = (
  account: Account,
  parameters: ReadonlyMap<string, string>,
  now: () => number,
) => {
  const credits = new Map<string, Credit>();
  const erased = new Set<string>();
  /** Confirms from before then may be gone: an erasure was not over. */
  const erasingUntilMs = new Map<string, number>();
  const jobOfSend = new Map<string, Job>();
  const refusedTokens = new Set<string>();
  const callers = new Set<{ readonly isDead: boolean }>();
  const forcedAtMs: number[] = [];
  let wrong: string | undefined;
  let checks = 0;

  const fail = (what: string) => {
    wrong ??= what;
  };
  const check = (isSo: boolean, what: () => string) => {
    checks += 1;
    if (!isSo) fail(what());
  };
  const creditOf = (openid: string, scene: number): Credit => {
    const id = `${openid}/${scene}`;
    const known = credits.get(id);
    if (known !== undefined) return known;
    const credit = {
      links: new Set<string>(),
      confirmedSinceMs: undefined,
      messages: 0,
      writtenMs: 0,
      jobs: [],
    };
    credits.set(id, credit);
    return credit;
  };

  const forgetConfirms = (openid: string) => {
    for (const [id, credit] of credits) {
      if (id.startsWith(`${openid}/`)) credit.confirmedSinceMs = undefined;
    }
  };

  const storedToken = (): string | undefined => {
    const text = parameters.get(parameterNames.token);
    if (text === undefined) return undefined;
    const { accessToken } = JSON.parse(text) as { readonly accessToken: string };
    return accessToken;
  };

  return {
    credits,
    erased,
    /** Whose send it is, by what the log says of its claim. */
    jobOfSend,
    creditOf,
    fail,
    check,
    /** Something that was thrown where nobody waits for it. */
    wentWrong: (error: unknown): void =>
      fail(error instanceof Error ? (error.stack ?? error.message) : 'something was thrown'),
    wrong: () => wrong,
    checks: () => checks,

    /** A confirm is on its way to us: from now on it may count. */
    confirming: (openid: string, scene: number, link: string): void => {
      creditOf(openid, scene).links.add(link);
    },
    confirmed: (openid: string, scene: number, sinceMs: number): void => {
      if (sinceMs <= (erasingUntilMs.get(openid) ?? 0)) return;
      const credit = creditOf(openid, scene);
      credit.confirmedSinceMs = Math.max(credit.confirmedSinceMs ?? 0, sinceMs);
    },
    erasing: (openid: string): void => {
      erased.add(openid);
      erasingUntilMs.set(openid, Number.POSITIVE_INFINITY);
      forgetConfirms(openid);
    },
    /** The caller has been told so: what is confirmed from now on is kept. */
    erasureEnded: (openid: string): void => {
      erasingUntilMs.set(openid, now());
      forgetConfirms(openid);
    },

    written: ({ openid, scene }: CreditKey): void => {
      creditOf(openid, scene).writtenMs = now();
    },
    /** Whether the last write to it was about then, as clocks go, or before. */
    wasWritten: ({ openid, scene }: CreditKey, atMs: number): boolean =>
      creditOf(openid, scene).writtenMs <= atMs + toleranceMs,

    /** A send call has arrived at WeChat. */
    posted: (invocation: Invocation, arrived: Arrived, accessToken: string): void => {
      const { openid, scene, token, errcode, title } = arrived;
      check(
        token !== 'ended' && token !== 'never_issued',
        () => `a send with a token that is ${token}`,
      );
      if ([40001, 42001].includes(errcode)) refusedTokens.add(accessToken);
      if (errcode !== 0) return;
      const credit = creditOf(openid, scene);
      credit.messages += 1;
      invocation.delivered += 1;
      if (invocation.job !== undefined) invocation.job.delivered += 1;
      check(
        credit.messages <= credit.links.size,
        () => `${credit.messages} messages for ${credit.links.size} confirms: ${title}`,
      );
      check(
        invocation.job === undefined || invocation.job.delivered === 1 || erased.has(openid),
        () => `${title} was delivered twice`,
      );
    },

    /** @returns called when the call is over */
    tokenCallBegins: (caller: { readonly isDead: boolean }): (() => void) => {
      const alive = [...callers].filter(({ isDead }) => !isDead);
      check(alive.length === 0, () => 'two token calls at once');
      callers.add(caller);
      return () => void callers.delete(caller);
    },
    tokenCalled: ({ force, atMs }: TokenCall): void => {
      const stored = storedToken();
      const issued = stored === undefined ? undefined : account.tokens.issued.get(stored);
      const isNeeded =
        issued === undefined ||
        refusedTokens.has(issued.value) ||
        issued.endsAtMs - now() <= renewalMs + toleranceMs;
      check(isNeeded, () => 'a token call that nobody needed');
      if (!force) return;
      const gapMs = atMs - (forcedAtMs.at(-1) ?? Number.NEGATIVE_INFINITY);
      forcedAtMs.push(atMs);
      check(gapMs >= 30_000 - toleranceMs, () => `force_refresh again after ${gapMs} ms`);
      const dayStartMs = Math.floor(atMs / dayMs) * dayMs;
      const today = forcedAtMs.filter((one) => one >= dayStartMs + toleranceMs);
      check(today.length <= 10, () => `${today.length} times force_refresh in one day`);
    },

    /** A line of log or metrics. */
    wrote: (line: string, invocation: Invocation | undefined): void => {
      if (invocation === undefined) return;
      if (line.includes('"CreditClaimed":1')) invocation.claimsCounted += 1;
      const sendId = /"credit\.claimed".*"sendId":"([0-9a-f]+)"/.exec(line)?.[1];
      if (sendId !== undefined && invocation.job !== undefined) {
        jobOfSend.set(sendId, invocation.job);
      }
      if (line.includes('"CreditSettled":1')) invocation.endsCounted += 1;
      check(!/oDayUser|access-token-/.test(line), () => `a line shows a secret: ${line}`);
    },
  };
};
