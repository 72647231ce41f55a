/** One access_token as WeChat knows it. */
export type IssuedToken = {
  readonly value: string;
  readonly endsAtMs: number;
  /** When somebody's force_refresh ended it before its time. */
  killed: boolean;
  /** Refused by the send call although the token call still hands it out. */
  spoiled: boolean;
};

export type TokenCall = { readonly atMs: number; readonly force: boolean };

/** A sender's use of a token: what WeChat thought of it. */
export type TokenUse = 'good' | 'ended' | 'dead' | 'never_issued';

const lifetimeMs = 7_200_000;
/** Normal mode makes a new token in the last five minutes only, and the old one lives on. */
const overlapMs = 5 * 60_000;

/** `stable_token` of one account. */
export const wechatTokens = (now: () => number) => {
  const issued = new Map<string, IssuedToken>();
  const calls: TokenCall[] = [];
  let current: IssuedToken | undefined;

  const issue = (): IssuedToken => {
    const value = `access-token-${issued.size + 1}-${'x'.repeat(100)}`;
    current = { value, endsAtMs: now() + lifetimeMs, killed: false, spoiled: false };
    issued.set(value, current);
    return current;
  };
  const kill = () => {
    if (current !== undefined) current.killed = true;
    current = undefined;
  };
  const isGood = (token: IssuedToken) => !token.killed && !token.spoiled && token.endsAtMs > now();

  return {
    calls,
    issued,
    /** The answer to a token call: in normal mode the same token until its last five minutes. */
    fetch: (force: boolean): { readonly value: string; readonly expiresInSeconds: number } => {
      calls.push({ atMs: now(), force });
      if (force) kill();
      const token =
        current !== undefined && current.endsAtMs - now() > overlapMs ? current : issue();
      return {
        value: token.value,
        expiresInSeconds: Math.floor((token.endsAtMs - now()) / 1000),
      };
    },
    judge: (value: string): TokenUse => {
      const token = issued.get(value);
      if (token === undefined) return 'never_issued';
      if (token.endsAtMs <= now()) return 'ended';
      return isGood(token) ? 'good' : 'dead';
    },
    /** Somebody else who uses this account's stable_token forces a new one. */
    forceElsewhere: () => {
      kill();
      issue();
    },
    /** WeChat refuses, in sends, the token that it goes on handing out: only force_refresh helps. */
    spoil: () => {
      if (current !== undefined) current.spoiled = true;
    },
  };
};
