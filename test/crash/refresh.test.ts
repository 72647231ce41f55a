import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aUser, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { isFull } from '../support/scale.ts';
import { callNames, crashPoints, fewPoints, type Step } from './points.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

type Effect = 'locked' | 'fetched' | 'forced' | 'stored' | 'unlocked';

type Scenario = {
  readonly steps: readonly Step<Effect>[];
  readonly given: (world: CrashWorld) => Promise<unknown>;
  /** What it answers when nothing dies. */
  readonly status: 'refreshed' | 'kept';
};

const path = '/cgi-bin/stable_token';
const read = { call: 'ssm GetParameter access-token' } as const;
const lock = { call: 'dynamodb UpdateItem locks', effect: 'locked' } as const;
const count = { call: 'dynamodb UpdateItem locks' } as const;
const secret = { call: 'ssm GetParameter appsecret' } as const;
const connect = { call: 'wechat connect' } as const;
const fetchToken = { call: `wechat POST ${path}`, effect: 'fetched' } as const;
const force = { call: `wechat POST ${path}`, effect: 'forced' } as const;
const store = { call: 'ssm PutParameter access-token', effect: 'stored' } as const;
const unlock = { call: 'dynamodb UpdateItem locks', effect: 'unlocked' } as const;

const scenarios: Readonly<Record<string, Scenario>> = {
  'a refresh when there is no token': {
    steps: [read, lock, read, secret, connect, fetchToken, store, unlock],
    given: async (world) => {
      await world.forgetToken();
      return {};
    },
    status: 'refreshed',
  },
  'a refresh of a token that is refused though it is the latest': {
    // the day's first force: the count that goes on from an earlier one finds none
    steps: [read, lock, read, secret, connect, fetchToken, count, count, force, store, unlock],
    given: async (world) => ({ refusedFingerprint: await world.fingerprint() }),
    status: 'refreshed',
  },
  'a refresh of a token that is good': {
    steps: [read],
    given: async () => ({}),
    status: 'kept',
  },
};

/** In little time, only the first one dies, at few points; the calls of all are looked at. */
const courses = Object.entries(scenarios).map(([name, scenario], at) => {
  const every = crashPoints(scenario.steps);
  return [name, scenario, isFull ? every : at === 0 ? fewPoints(every) : []] as const;
});
/** How long a dead owner holds the lock: longer than the function may run. */
const lockMs = 40_000;

let world: CrashWorld;
let points = 0;
beforeAll(async () => {
  world = await startCrashWorld();
}, 30_000);
afterAll(async () => {
  await world.close();
  console.log(
    `crashes of a refresh: ${points} points, the calls of ${courses.length} courses of events`,
  );
});
beforeEach(() => world.reset());

describe.each(courses)('%s', (_, { steps, given, status }, dying) => {
  test('makes the calls that are listed here, and no other', async () => {
    const { ended, calls } = await world.runOnce('refresh-access-token', await given(world));

    expect(ended).toMatchObject({ answer: { status } });
    expect([...calls].sort()).toEqual([...callNames(steps)].sort());
  });

  test.each(dying.map((point) => [point.call, point.moment, point] as const))(
    'dies at %s, %s',
    async (_call, _moment, point) => {
      const request = await given(world);
      const asked = await world.calls(path);

      const { ended, signal } = await world.runOnce('refresh-access-token', request, { point });

      points += 1;
      expect(signal).toBe('SIGKILL');
      if (!point.isLast) expect(ended).toEqual({ died: true });
      const { effects } = point;
      const made = Number(effects.has('fetched')) + Number(effects.has('forced'));
      expect(await world.calls(path)).toBe(asked + made);

      // at once: whoever finds the lock is told so, and nobody waits for the dead
      const atOnce = await world.runOnce('refresh-access-token', request);
      const isHeld = effects.has('locked') && !effects.has('unlocked') && !effects.has('stored');
      expect(atOnce.ended).toMatchObject({
        answer: { status: isHeld ? 'busy' : effects.has('stored') ? 'kept' : status },
      });
      // when the lock is over: the next minute's call makes it good
      const later = await world.runOnce('refresh-access-token', request, {
        movedMs: lockMs + 1_000,
      });
      expect(['kept', 'refreshed']).toContain(
        (later.ended as { readonly answer: { readonly status: string } }).answer.status,
      );
      await expectTokenGood();
    },
  );
});

/** What is stored is what WeChat takes, and a sender that finds it needs nobody's help. */
const expectTokenGood = async (): Promise<void> => {
  const user = await aUser(world);
  await user.confirm();
  const before = await world.calls(path);
  const { ended } = await world.runOnce('send-message', sendEvent(user.openid, 'key'));
  expect(httpAnswer(ended)).toMatchObject({ status: 200, json: { status: 'sent' } });
  expect(await world.inbox(user.openid)).toHaveLength(1);
  expect(await world.calls(path)).toBe(before);
};
