import { type AccessToken, isUsable } from '../../src/domain/access-token.ts';
import { readAccessToken } from '../access-token.ts';
import type { Command, Result } from '../command.ts';
import { exitCodes } from '../failure.ts';
import { tokenCommandWords } from '../words/token.ts';

/** Of the access_token: how old, how long still, and which one. Never the token. */
export const token: Command = {
  name: 'token',
  summary: tokenCommandWords.summary,
  run: async ({ stage, now }) => describeToken(await readAccessToken(await stage()), now()),
};

const describeToken = (stored: AccessToken | undefined, nowMs: number): Result => {
  if (stored === undefined) {
    const json = { stored: false };
    return { exitCode: exitCodes.notFound, json, lines: [tokenCommandWords.none] };
  }
  const { fetchedAtMs, expiresAtMs, fingerprint } = stored;
  const usable = isUsable(stored, nowMs);
  const ageSeconds = fetchedAtMs === 0 ? undefined : Math.floor((nowMs - fetchedAtMs) / 1000);
  const remainingSeconds = Math.floor((expiresAtMs - nowMs) / 1000);
  const expiresAt = new Date(expiresAtMs).toISOString();
  return {
    exitCode: usable ? exitCodes.ok : exitCodes.failed,
    json: { stored: true, usable, ageSeconds, remainingSeconds, expiresAt, fingerprint },
    lines: [
      tokenCommandWords.age(ageSeconds),
      tokenCommandWords.remaining(remainingSeconds, expiresAt),
      tokenCommandWords.fingerprint(fingerprint),
      ...(usable ? [] : [tokenCommandWords.notUsable]),
    ],
  };
};
