import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leaseMs, rememberedForMs, rememberedKeys } from '../../src/domain/credit.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { ticketOrder } from '../support/builders.ts';
import { aUser, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { isFull } from '../support/scale.ts';
import { type SendEffect, sendSteps } from './courses.ts';
import { type CrashPoint, callNames, crashPoints, fewPoints, type Step } from './points.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

type User = Awaited<ReturnType<typeof aUser>>;

type Scenario = {
  /** What the invocation answers when nothing dies, and what a repeat of its key answers. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** What a repeat is answered once this send has ended; by default the same. */
  readonly afterwards?: Readonly<Record<string, unknown>>;
  /** What was before the user confirmed. */
  readonly earlier?: (world: CrashWorld, user: User) => Promise<void>;
  /** What must be so before it. */
  readonly given?: (world: CrashWorld, user: User) => Promise<void>;
  /** What its key has been told already: that stands while the send is open again. */
  readonly told?: Readonly<Record<string, unknown>>;
  /** What has come about already before it. */
  readonly before?: readonly SendEffect[];
  readonly environment?: Readonly<Record<string, string>>;
  /** How far the clock has gone on. */
  readonly movedMs?: number;
};

const path = '/cgi-bin/message/template/subscribe';
const fault = (fault: unknown) => async (world: CrashWorld) => {
  await world.simulate('POST', 'faults', { path, times: 1, fault });
};
const sent = { status: 200, json: { status: 'sent' } };
const unknown = { status: 202, json: { status: 'unknown' } };
/** Under `reconcile`, when an unknown send may be asked about. */
const probeMs = leaseMs + 121_000;

const firstSend = (cut: 'before' | 'after') => async (world: CrashWorld, user: User) => {
  await fault({ drop: cut })(world);
  const { ended } = await world.runOnce('send-message', sendEvent(user.openid, 'key'));
  expect(httpAnswer(ended)).toMatchObject(unknown);
};

/** As many keys as a credit remembers, all of them past their time. */
const fullMemory = async ({ credits }: CrashWorld, user: User): Promise<void> => {
  const key = { openid: parseOpenid(user.openid), scene: parseScene(1001) };
  const nowMs = Date.now() - rememberedForMs - 60_000;
  for (let nth = 1; nth <= rememberedKeys; nth += 1) {
    const send = {
      ...key,
      sendId: `old-${nth}`,
      keyHash: `old-${nth}`,
      leaseUntilMs: nowMs,
      order: nowMs + nth,
    };
    await credits.record({
      ...key,
      ticket: ticketOrder(nth),
      confirmedAtMs: nowMs,
      assurance: 'browser',
    });
    const claim = { ...send, fingerprint: '', nowMs, lifetimeMs: undefined };
    expect(await credits.claim(claim, [])).toMatchObject({ written: true });
    await credits.settle({ ...send, result: { outcome: 'sent' } });
  }
};

/** The one whose credit another one claims has tests of its own. */
type Course = Exclude<
  keyof typeof sendSteps,
  'a message whose credit another one has claimed since'
>;

const scenarios: Readonly<Record<Course, Scenario>> = {
  'a message that is sent': { answer: sent },
  'a message that WeChat asks to send later': {
    given: fault({ errcode: 45011 }),
    answer: { status: 503, json: { code: 'wechat_unavailable', errcode: 45011 } },
    afterwards: sent,
  },
  'a message that WeChat refuses': {
    given: fault({ errcode: 43101 }),
    answer: { status: 409, json: { code: 'no_chance', errcode: 43101 } },
  },
  'a message whose answer is lost': {
    given: fault({ drop: 'after' }),
    answer: unknown,
  },
  'a message whose token is refused': {
    given: fault({ errcode: 40001 }),
    answer: sent,
  },
  'a message for which there is no token': {
    given: async (world) => world.forgetToken(),
    answer: sent,
  },
  'a message for which no token can be had': {
    given: async (world) => {
      await world.forgetToken();
      const broken = { path: '/cgi-bin/stable_token', times: 1, fault: { status: 502 } };
      await world.simulate('POST', 'faults', broken);
    },
    answer: { status: 503, json: { code: 'wechat_unavailable' } },
  },
  'a message of a credit that remembers as many keys as it can': {
    earlier: fullMemory,
    answer: sent,
  },
  'a key that is repeated': {
    before: ['claimed', 'delivered', 'ended'],
    given: async (world, user) => {
      await world.runOnce('send-message', sendEvent(user.openid, 'key'));
    },
    answer: sent,
  },
  'a question about an unknown send that did not arrive': {
    environment: { UNKNOWN_POLICY: 'reconcile' },
    movedMs: probeMs,
    given: firstSend('before'),
    told: unknown,
    answer: sent,
  },
  'a question about an unknown send that did arrive': {
    before: ['delivered'],
    environment: { UNKNOWN_POLICY: 'reconcile' },
    movedMs: probeMs,
    given: firstSend('after'),
    told: unknown,
    answer: sent,
  },
};

/** In little time, only the plain one dies, at few points; the calls of all of them are looked at. */
const courses = (Object.keys(scenarios) as readonly Course[]).map((name, at) => {
  const steps: readonly Step<SendEffect>[] = sendSteps[name];
  const every = crashPoints(steps);
  const dying = isFull ? every : at === 0 ? fewPoints(every) : [];
  return [name, scenarios[name], steps, dying] as const;
});

let world: CrashWorld;
let points = 0;
beforeAll(async () => {
  world = await startCrashWorld();
}, 120_000);
afterAll(async () => {
  await world.close();
  console.log(
    `crashes of a send: ${points} points, the calls of ${courses.length + 1} courses of events`,
  );
});
beforeEach(() => world.reset());

const confirmed = async ({ earlier, given }: Scenario): Promise<User> => {
  const user = await aUser(world);
  await earlier?.(world, user);
  await user.confirm();
  await given?.(world, user);
  return user;
};

const aConfirmedUser = () => confirmed({ answer: sent });

const run = (scenario: Scenario, user: User, point?: CrashPoint<SendEffect>) =>
  world.runOnce('send-message', sendEvent(user.openid, 'key'), {
    ...(point === undefined ? {} : { point }),
    ...(scenario.environment === undefined ? {} : { environment: scenario.environment }),
    movedMs: scenario.movedMs ?? 0,
  });

/** Whoever retries: another environment, through nothing that fails. */
const retrier = ({ environment = {}, movedMs = 0 }: Scenario, { openid }: User) => {
  const process = world.start('send-message', { environment, movedMs });
  return {
    send: async (key: string, laterMs = 0) =>
      httpAnswer(await process.invoke(sendEvent(openid, key), movedMs + laterMs)),
    stop: async () => {
      process.kill();
      await process.exited;
    },
  };
};

describe.each(courses)('%s', (_, scenario, steps, dying) => {
  test('makes the calls that are listed here, and no other', async () => {
    const user = await confirmed(scenario);

    const { ended, calls } = await run(scenario, user);

    expect(httpAnswer(ended)).toMatchObject(scenario.answer);
    expect([...calls].sort()).toEqual([...callNames(steps)].sort());
  });

  test.each(dying.map((point) => [point.call, point.moment, point] as const))(
    'dies at %s, %s',
    async (_call, _moment, point) => {
      const user = await confirmed(scenario);
      const before = (await world.inbox(user.openid)).length;

      const { ended, signal } = await run(scenario, user, point);

      points += 1;
      expect(signal).toBe('SIGKILL');
      // after the last call, its own answer may be faster than the signal
      if (point.isLast && 'answer' in ended) {
        expect(httpAnswer(ended)).toMatchObject(scenario.answer);
      } else expect(ended).toEqual({ died: true });
      await world.simulate('DELETE', 'faults');
      const has = (effect: SendEffect) =>
        point.effects.has(effect) || (scenario.before?.includes(effect) ?? false);
      const arrived = has('delivered') ? 1 : 0;
      expect(await world.inbox(user.openid)).toHaveLength(Math.max(before, arrived));

      const retry = retrier(scenario, user);
      if (has('ended')) await expectAnswerKept(scenario, user, retry);
      else if (has('claimed')) await expectHeld(scenario, user, retry, arrived);
      else await expectFresh(user, retry);
      await retry.stop();
    },
  );
});

describe('a message whose credit another one has claimed since', () => {
  const steps: readonly Step<SendEffect>[] =
    sendSteps['a message whose credit another one has claimed since'];
  const over = leaseMs + 1_000;

  /** While WeChat's answer is on its way, the lease ends, the user confirms again and is written to. */
  const runLate = async (user: User, point?: CrashPoint<SendEffect>) =>
    world.runOnce('send-message', sendEvent(user.openid, 'key'), {
      ...(point === undefined ? {} : { point }),
      meanwhile: {
        call: `wechat POST ${path} 1`,
        act: async () => {
          await user.confirm();
          const other = retrier({ answer: sent }, user);
          expect(await other.send('another', over)).toMatchObject(sent);
          await other.stop();
        },
      },
    });

  test('makes the calls that are listed here, and no other', async () => {
    const user = await aConfirmedUser();

    const { ended, calls } = await runLate(user);

    expect(httpAnswer(ended)).toMatchObject(sent);
    expect([...calls].sort()).toEqual([...callNames(steps)].sort());
    expect(await world.inbox(user.openid)).toHaveLength(2);
  });

  test.each(
    crashPoints(steps)
      .filter(({ call }) => call.startsWith('credits settle'))
      .map((point) => [point.call, point.moment, point] as const),
  )('dies at %s, %s, and each key keeps its own answer', async (_call, _moment, point) => {
    const user = await aConfirmedUser();

    const { signal } = await runLate(user, point);

    points += 1;
    expect(signal).toBe('SIGKILL');
    const retry = retrier({ answer: sent }, user);
    const first = await retry.send('key', over);
    expect(first).toMatchObject(point.effects.has('ended') ? sent : unknown);
    expect(await retry.send('key', over)).toEqual(first);
    const other = await retry.send('another', over);
    expect(other).toMatchObject(sent);
    expect(other.json['sendId']).not.toBe(first.json['sendId']);
    expect(await retry.send('third', over)).toMatchObject({
      status: 409,
      json: { code: 'no_credit' },
    });
    await retry.stop();
    expect(await world.inbox(user.openid)).toHaveLength(2);
  });
});

type Retrier = ReturnType<typeof retrier>;

/** Nothing has happened: the retry is the send. */
const expectFresh = async (user: User, retry: Retrier): Promise<void> => {
  const answer = await retry.send('key');

  expect(answer).toMatchObject(sent);
  expect(await retry.send('key')).toEqual(answer);
  expect(await world.inbox(user.openid)).toHaveLength(1);
  expect(await retry.send('another')).toMatchObject({ status: 409, json: { code: 'no_credit' } });
};

/** It was over: its key tells how it ended. */
const expectAnswerKept = async (
  { answer, afterwards = answer }: Scenario,
  user: User,
  retry: Retrier,
): Promise<void> => {
  const first = await retry.send('key');

  expect(first).toMatchObject(afterwards);
  expect(await retry.send('key')).toEqual(first);
  expect((await world.inbox(user.openid)).length).toBeLessThanOrEqual(1);
  expect((await retry.send('another')).status).toBe(409);
};

/** It was open: nobody may send until its lease is over, and then somebody decides. */
const expectHeld = async (
  { movedMs = 0, told }: Scenario,
  user: User,
  retry: Retrier,
  arrived: number,
): Promise<void> => {
  const { openid } = user;
  const held = { status: 409, json: { code: 'credit_in_flight' } };
  if (told !== undefined) expect(await retry.send('key')).toMatchObject(told);
  for (const key of told === undefined ? ['key', 'another'] : ['another']) {
    const answer = await retry.send(key);
    expect(answer).toMatchObject(held);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(leaseMs / 1000);
  }

  const over = leaseMs + 1_000;
  const first = await retry.send('key', over);
  expect(first).toMatchObject(unknown);
  expect(await retry.send('key', over)).toEqual(first);
  expect(await retry.send('another', over)).toMatchObject({
    status: 409,
    json: { code: 'credit_unknown' },
  });
  expect(await world.inbox(openid)).toHaveLength(arrived);
  const sendId = String(first.json['sendId']);
  expect((await world.credit(openid, 1001, movedMs + over)).json).toMatchObject({
    state: 'unknown',
    sendId,
  });

  if (arrived === 1) {
    // no operator is needed: the user confirms again
    await user.confirm();
  } else {
    const resolved = await world.resolve(
      openid,
      1001,
      { sendId, delivered: false },
      movedMs + over,
    );
    expect(resolved).toMatchObject({ status: 200, json: { state: 'available' } });
  }
  expect(await retry.send('another', over)).toMatchObject(sent);
  expect(await world.inbox(openid)).toHaveLength(arrived + 1);
  expect((await retry.send('third', over)).status).toBe(409);
};
