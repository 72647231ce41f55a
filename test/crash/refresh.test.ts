import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aUser, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { isFull } from '../support/scale.ts';
import { type RefreshEffect, refreshSteps, tokenPath } from './courses.ts';
import { callNames, crashPoints, fewPoints, type Step } from './points.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

type Scenario = {
  readonly given: (world: CrashWorld) => Promise<unknown>;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it answers when nothing dies. */
  readonly status: 'refreshed' | 'kept';
};

const withoutToken = async (world: CrashWorld) => {
  await world.forgetToken();
  return {};
};

const scenarios: Readonly<Record<keyof typeof refreshSteps, Scenario>> = {
  'a refresh when there is no token': { given: withoutToken, status: 'refreshed' },
  'a refresh of a token that is refused though it is the latest': {
    given: async (world) => ({ refusedFingerprint: await world.fingerprint() }),
    status: 'refreshed',
  },
  'a refresh by the older token call': {
    given: withoutToken,
    environment: { TOKEN_SOURCE: 'token' },
    status: 'refreshed',
  },
  'a refresh of a token that is good': { given: async () => ({}), status: 'kept' },
  'a full hour, when the token is good': {
    given: async () => ({ source: 'aws.events', time: '2026-11-23T01:00:00Z' }),
    status: 'kept',
  },
};

const names = Object.keys(refreshSteps) as readonly (keyof typeof refreshSteps)[];
/** In little time, only the first one dies, at few points; the calls of all are looked at. */
const courses = names.map((name, at) => {
  const steps: readonly Step<RefreshEffect>[] = refreshSteps[name];
  const every = crashPoints(steps);
  const dying = isFull ? every : at === 0 ? fewPoints(every) : [];
  return [name, { ...scenarios[name], steps, dying }] as const;
});
/** How long a dead owner holds the lock: longer than the function may run. */
const lockMs = 40_000;

let world: CrashWorld;
let points = 0;
beforeAll(async () => {
  world = await startCrashWorld();
}, 120_000);
afterAll(async () => {
  await world.close();
  console.log(
    `crashes of a refresh: ${points} points, the calls of ${courses.length} courses of events`,
  );
});
beforeEach(() => world.reset());

describe.each(courses)('%s', (_, { steps, given, environment = {}, status, dying }) => {
  test('makes the calls that are listed here, and no other', async () => {
    const { ended, calls } = await world.runOnce('refresh-access-token', await given(world), {
      environment,
    });

    expect(ended).toMatchObject({ answer: { status } });
    expect([...calls].sort()).toEqual([...callNames(steps)].sort());
  });

  test.each(dying.map((point) => [point.call, point.moment, point] as const))(
    'dies at %s, %s',
    async (_call, _moment, point) => {
      const request = await given(world);
      const asked = await tokenCalls();

      const { ended, signal } = await world.runOnce('refresh-access-token', request, {
        point,
        environment,
      });

      points += 1;
      expect(signal).toBe('SIGKILL');
      if (!point.isLast) expect(ended).toEqual({ died: true });
      const { effects } = point;
      const made = Number(effects.has('fetched')) + Number(effects.has('forced'));
      expect(await tokenCalls()).toBe(asked + made);

      // at once: whoever finds the lock is told so, and nobody waits for the dead
      const atOnce = await world.runOnce('refresh-access-token', request, { environment });
      const isHeld = effects.has('locked') && !effects.has('unlocked') && !effects.has('stored');
      expect(atOnce.ended).toMatchObject({
        answer: { status: isHeld ? 'busy' : effects.has('stored') ? 'kept' : status },
      });
      // when the lock is over: the next minute's call makes it good
      const later = await world.runOnce('refresh-access-token', request, {
        environment,
        movedMs: lockMs + 1_000,
      });
      expect(['kept', 'refreshed']).toContain(
        (later.ended as { readonly answer: { readonly status: string } }).answer.status,
      );
      await expectTokenGood();
    },
  );
});

const tokenCalls = async (): Promise<number> =>
  (await world.calls(tokenPath)) + (await world.calls('/cgi-bin/token'));

/** What is stored is what WeChat takes, and a sender that finds it needs nobody's help. */
const expectTokenGood = async (): Promise<void> => {
  const user = await aUser(world);
  await user.confirm();
  const before = await tokenCalls();
  const { ended } = await world.runOnce('send-message', sendEvent(user.openid, 'key'));
  expect(httpAnswer(ended)).toMatchObject({ status: 200, json: { status: 'sent' } });
  expect(await world.inbox(user.openid)).toHaveLength(1);
  expect(await tokenCalls()).toBe(before);
};
