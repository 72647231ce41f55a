import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { simulatorAccount } from '../../local/stage.ts';
import type { Ended } from '../support/bundle-process.ts';
import {
  aUserWithCredits,
  type HttpAnswer,
  httpAnswer,
  sendEvent,
} from '../support/bundle-user.ts';
import { isFull, runs } from '../support/scale.ts';
import { type Fleet, startCrowd, startFleet, startThrottledSsm } from './fleet.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

const many = 200;
const tokenPath = '/cgi-bin/stable_token';

let world: CrashWorld;
const report: string[] = [];
beforeAll(async () => {
  world = await startCrashWorld();
}, 120_000);
afterAll(async () => {
  await world.close();
  console.log(`many senders at once: ${report.join('; ')}; too late for the clients: ${late}`);
});
beforeEach(() => world.reset());

const answersOf = (ended: readonly (Ended | undefined)[]): readonly HttpAnswer[] =>
  ended.map((one) => httpAnswer(one ?? { died: true }));

const having = (answers: readonly HttpAnswer[], status: number): readonly HttpAnswer[] =>
  answers.filter((answer) => answer.status === status);

/** Rounds and sends for which the engine was too busy to answer in time, of all tests together. */
let late = 0;
/**
 * Whether the engine answered all of them in time. Where it did not, the machine is busy: the sends
 * may end in other ways, but never in a second message, and the round is to be repeated.
 */
const inTime = async (answers: readonly HttpAnswer[], openid: string): Promise<boolean> => {
  if (having(answers, 503).length === 0) return true;
  expect((await world.inbox(openid)).length).toBeLessThanOrEqual(1);
  late += 1;
  expect(late).toBeLessThanOrEqual(10);
  return false;
};

describe('200 sends for one credit, from eight environments', () => {
  test('with a key each: one message and 199 clear refusals', async () => {
    const rounds = runs(2, 20);
    const fleet = await startFleet(world);

    for (let round = 1; round <= rounds; ) {
      const { openid } = await aUserWithCredits(world, 1);
      const keys = Array.from({ length: many }, (_, at) => `key-${at}`);
      const answers = answersOf(await fleet.send(keys.map((key) => sendEvent(openid, key, 1))));
      if (!(await inTime(answers, openid))) continue;

      round += 1;
      expect(having(answers, 200)).toHaveLength(1);
      const codes = having(answers, 409).map(({ json }) => json['code']);
      expect(codes).toHaveLength(many - 1);
      expect(codes.filter((code) => code !== 'credit_in_flight' && code !== 'no_credit')).toEqual(
        [],
      );
      expect(await world.inbox(openid)).toHaveLength(1);
    }

    await fleet.stop();
    report.push(`${rounds} x ${many} for one credit`);
  }, 300_000);

  test('with one key: one message, and every answer is of that one send', async () => {
    const rounds = runs(1, 5);
    const fleet = await startFleet(world);

    for (let round = 1; round <= rounds; ) {
      const { openid } = await aUserWithCredits(world, 1);
      const event = sendEvent(openid, 'key', 1);
      const answers = answersOf(await fleet.send(Array.from({ length: many }, () => event)));
      if (!(await inTime(answers, openid))) continue;

      round += 1;
      const sent = having(answers, 200).map(({ json }) => json['sendId']);
      expect(new Set(sent).size).toBe(1);
      const others = answers.filter(({ status }) => status !== 200);
      expect(others.filter(({ json }) => json['code'] !== 'credit_in_flight')).toEqual([]);
      expect(await world.inbox(openid)).toHaveLength(1);
    }

    await fleet.stop();
    report.push(`${rounds} x ${many} with one key`);
  }, 120_000);
});

const eight = ['eight environments', startFleet] as const;
/** The more of them, the more reads: each asks for itself what another has just been told. */
const crowd: Storm['throttled'][number] = [
  '20 environments, one send at a time in each',
  (world, addresses) => startCrowd(world, 20, addresses),
];

/** Somebody else asks for a new token at once, so that the stored one is refused with 40001. */
const replaceTokenElsewhere = async (): Promise<void> => {
  const response = await fetch(`${world.addresses.wechat}${tokenPath}`, {
    method: 'POST',
    body: JSON.stringify({
      grant_type: 'client_credential',
      appid: simulatorAccount.appid,
      secret: simulatorAccount.secret,
      force_refresh: true,
    }),
  });
  expect(await response.json()).toHaveProperty('access_token');
};

type Storm = {
  /** What is so when the environments start. */
  readonly given: () => unknown;
  /** What happens before they send. */
  readonly meanwhile: () => unknown;
  /** The environments that share 40 reads of Parameter Store a second. */
  readonly throttled: readonly (readonly [string, typeof startFleet])[];
};

const storms: Readonly<Record<string, Storm>> = {
  'meeting 40001': {
    given: () => {},
    meanwhile: replaceTokenElsewhere,
    throttled: isFull ? [eight, crowd] : [],
  },
  'that find no token': {
    given: () => world.forgetToken(),
    meanwhile: () => {},
    throttled: isFull ? [eight, crowd] : [eight],
  },
};

describe.each(Object.entries(storms))(
  '200 senders %s at once',
  (name, { given, meanwhile, throttled }) => {
    const sendAll = async (fleet: Fleet, openid: string, scenes: readonly number[]) => {
      const ended = await fleet.send(
        scenes.map((scene) => sendEvent(openid, `key-${scene}`, scene)),
      );
      return answersOf(ended);
    };

    /** Whoever is told to comes again, with the same key, until all have sent, after one refresh. */
    const sendInTheEnd = async (fleet: Fleet, openid: string, scenes: readonly number[]) => {
      const asked = await world.calls(tokenPath);
      const startedMs = performance.now();
      const answers = await sendAll(fleet, openid, scenes);
      const tookMs = Math.round(performance.now() - startedMs);

      const refused = scenes.filter((_, at) => answers[at]?.status !== 200);
      for (const { status, json, headers } of answers) {
        if (status === 200) continue;
        expect(status).toBe(503);
        expect(['unavailable', 'wechat_unavailable']).toContain(json['code']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
      const states = await Promise.all(
        refused.map(async (scene) => (await world.credit(openid, scene)).json['state']),
      );
      // only a busy machine: the claim stands, and its answer came too late
      const held = refused.filter(
        (scene, at) =>
          states[at] === 'sending' &&
          answers[scenes.indexOf(scene)]?.json['code'] === 'unavailable',
      );
      late += held.length;
      expect(late).toBeLessThanOrEqual(10);
      expect(states.filter((state) => state !== 'available')).toHaveLength(held.length);
      expect(await world.inbox(openid)).toHaveLength(many - refused.length);
      expect(await world.calls(tokenPath)).toBeLessThanOrEqual(asked + 1);

      let waiting = refused.filter((scene) => !held.includes(scene));
      for (let again = 0; waiting.length > 0 && again < 5; again += 1) {
        const answers = await sendAll(fleet, openid, waiting);
        waiting = waiting.filter((_, at) => answers[at]?.status !== 200);
      }
      expect(waiting).toEqual([]);
      expect(await world.inbox(openid)).toHaveLength(many - held.length);
      expect(await world.calls(tokenPath)).toBe(asked + 1);
      return `${refused.length} told to come again, ${tookMs} ms`;
    };

    test('all send, after one refresh', async () => {
      const { openid, scenes } = await aUserWithCredits(world, many);
      await given();
      const fleet = await startFleet(world);
      await meanwhile();

      const course = await sendInTheEnd(fleet, openid, scenes);

      await fleet.stop();
      report.push(`${many} ${name}: 1 refresh, ${course}`);
    }, 120_000);

    test.each(throttled)(
      'from %s and with 40 reads of Parameter Store a second, all send or are told to come again',
      async (environments, start) => {
        const { openid, scenes } = await aUserWithCredits(world, many);
        await given();
        const ssm = await startThrottledSsm(world.addresses.ssm, 40);
        const fleet = await start(world, { ssm: ssm.url });
        await meanwhile();
        ssm.drain();

        const course = await sendInTheEnd(fleet, openid, scenes);

        await fleet.stop();
        await ssm.close();
        report.push(
          `${many} ${name}, ${environments}, 40 reads/s: 1 refresh, ${ssm.refused()} reads refused, ${course}`,
        );
      },
      120_000,
    );
  },
);
