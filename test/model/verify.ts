import type { Service } from './service.ts';
import type { TokenCall } from './wechat-tokens.ts';
import { expectSame, scenes, type World } from './world.ts';

/** What must hold after every command, whatever it was. */
export const verify = async (world: World, service: Service): Promise<void> => {
  const { account, clock, lines } = service;
  for (const { openid } of world.people) {
    const { json } = await service.ask('GET /v1/users/{openid}/credits', { path: { openid } });
    const shown = readCredits(json);
    for (const scene of scenes) {
      const state = world.promise.stateOf(openid, scene, clock.now());
      const found = shown.find((credit) => credit.scene === scene);
      expectSame(`credit ${openid}/${scene}`, found?.state ?? 'none', state);
      const messages = account.delivered.filter(
        (message) => message.openid === openid && message.scene === scene,
      );
      const confirms = world.promise.confirmsOf(openid, scene);
      if (messages.length > confirms) {
        throw new Error(
          `${messages.length} messages for ${confirms} confirms of ${openid}/${scene}`,
        );
      }
      const credit = world.promise.find(openid, scene);
      if (credit === undefined || found === undefined) continue;
      expectSame('assurance', found.assurance, credit.assurance);
      expectSame('callerState', found.callerState, credit.callerState);
      expectSame('confirmedAt', Date.parse(found.confirmedAt), credit.confirmedAtMs);
    }
  }
  const stale = account.arrived.filter(
    ({ token }) => token === 'ended' || token === 'never_issued',
  );
  expectSame('sends with a token past its end', stale.length, 0);
  verifyForced(account.tokens.calls);
  verifyLines(world, lines);
};

const dayInBeijing = (timeMs: number) => Math.floor((timeMs + 8 * 3_600_000) / 86_400_000);

/** force_refresh kills the token of whoever else uses it: 30 seconds apart, ten a day. */
const verifyForced = (calls: readonly TokenCall[]): void => {
  const forcedAtMs = calls.filter(({ force }) => force).map(({ atMs }) => atMs);
  for (const [n, atMs] of forcedAtMs.entries()) {
    const gapMs = atMs - (forcedAtMs[n - 1] ?? Number.NEGATIVE_INFINITY);
    if (gapMs < 30_000) throw new Error(`forced again after ${gapMs} ms`);
    const sameDay = forcedAtMs.filter((one) => dayInBeijing(one) === dayInBeijing(atMs));
    if (sameDay.length > 10) throw new Error(`forced ${sameDay.length} times in one day`);
  }
};

/** Metrics add up, and no line says who it is about. */
const verifyLines = (world: World, lines: readonly string[]): void => {
  const count = (text: string) => lines.filter((line) => line.includes(text)).length;
  const open = count('"CreditClaimed":1') - count('"CreditSettled":1');
  expectSame('claimed - settled = open', open, world.open);
  for (const { openid } of world.people) expectSame('lines with an openid', count(openid), 0);
  expectSame('lines with an access_token', count('access-token-'), 0);
};

type ShownCredit = {
  readonly scene: number;
  readonly state: string;
  readonly assurance: string;
  readonly callerState?: string;
  readonly confirmedAt: string;
  readonly sendId?: string;
};

export const readCredits = (json: Readonly<Record<string, unknown>>): readonly ShownCredit[] => {
  const { credits } = json as { readonly credits: readonly ShownCredit[] };
  return credits;
};
