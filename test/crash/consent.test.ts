import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FunctionName } from '../../lib/routes.ts';
import { aUser, type HttpAnswer, httpAnswer, sendEvent } from '../support/bundle-user.ts';
import { anEvent } from '../support/http-events.ts';
import { isFull } from '../support/scale.ts';
import { consentSteps, linkSteps } from './courses.ts';
import { type CrashPoint, callNames, crashPoints, fewPoints, type Step } from './points.ts';
import { type CrashWorld, startCrashWorld } from './world.ts';

type User = Awaited<ReturnType<typeof aUser>>;

let world: CrashWorld;
let points = 0;
beforeAll(async () => {
  world = await startCrashWorld();
  await world.reset();
}, 120_000);
afterAll(async () => {
  await world.close();
  console.log(`crashes of links and consents: ${points} points`);
});

const crash = async (name: FunctionName, event: unknown, point: CrashPoint<string>) => {
  const { ended, signal } = await world.runOnce(name, event, { point });
  points += 1;
  expect(signal).toBe('SIGKILL');
  if (!point.isLast) expect(ended).toEqual({ died: true });
};

const askAgain = async (name: FunctionName, event: unknown): Promise<HttpAnswer> =>
  httpAnswer((await world.runOnce(name, event)).ended);

const casesOf = <Effect extends string>(steps: readonly Step<Effect>[]) =>
  (isFull ? crashPoints(steps) : fewPoints(crashPoints(steps))).map(
    (point) => [point.call, point.moment, point] as const,
  );

/** Exactly one message comes of what the user confirmed. */
const expectOneMessage = async ({ openid }: User): Promise<void> => {
  const process = world.start('send-message');
  const statuses: number[] = [];
  for (const key of ['first', 'second']) {
    statuses.push(httpAnswer(await process.invoke(sendEvent(openid, key))).status);
  }
  process.kill();
  expect(statuses).toEqual([200, 409]);
  expect(await world.inbox(openid)).toHaveLength(1);
};

const locationOf = ({ headers }: HttpAnswer): string => headers['location'] ?? '';

const subscription = anEvent('GET /subscribe', { query: 'scene=1001&return=demo' });
const relayLink = anEvent('POST /v1/confirm-links', { body: { scene: 1001, return: 'demo' } });
const boundLink = (openid: string) =>
  anEvent('POST /v1/users/{openid}/confirm-links', {
    path: { openid },
    body: { scene: 1001, return: 'demo' },
  });

describe.each<[string, FunctionName, (user: User) => unknown]>([
  ['a link for a browser', 'start-consent', () => subscription],
  ['a link for a page', 'create-confirm-link', () => relayLink],
  ['a link for one user', 'create-confirm-link', ({ openid }) => boundLink(openid)],
])('%s', (_, name, eventFor) => {
  test('makes the calls that are listed here, and no other', async () => {
    const { calls } = await world.runOnce(name, eventFor(await aUser(world)));

    expect(calls).toEqual(callNames(linkSteps));
  });

  test.each(casesOf(linkSteps))(
    'dies at %s, %s, and the next one is good',
    async (_c, _m, point) => {
      const user = await aUser(world);
      await crash(name, eventFor(user), point);

      const answer = await askAgain(name, eventFor(user));

      const url = String(answer.json['confirmLink'] ?? locationOf(answer));
      expect(url).toContain('action=get_confirm');
      expect(await user.tap(url)).toContain('action=confirm');
    },
  );
});

/** The same callback, once more, may be opened by the same browser. */
const doors = {
  redirect: async (user: User) => {
    const { pathname, search } = new URL(await user.callback());
    return anEvent('GET /consent/{state+}', {
      path: { state: decodeURIComponent(pathname.slice('/consent/'.length)) },
      query: search.slice(1),
      cookies: [user.cookie()],
    });
  },
  relay: async (user: User) => {
    const { confirmLink, verifier } = (await askAgain('create-confirm-link', relayLink)).json;
    const { searchParams } = new URL(await user.tap(String(confirmLink)));
    const body = {
      ...Object.fromEntries(
        ['openid', 'template_id', 'action', 'scene', 'reserved'].map((name) => [
          name,
          searchParams.get(name),
        ]),
      ),
      verifier,
    };
    return anEvent('POST /v1/consents', { body });
  },
} as const;

const resultOf = (answer: HttpAnswer): unknown =>
  answer.json['result'] ?? new URL(locationOf(answer)).searchParams.get('yici');

describe.each(Object.entries(doors))('a consent at the %s door', (_, callbackOf) => {
  test('makes the calls that are listed here, and no other', async () => {
    const user = await aUser(world);

    const { ended, calls } = await world.runOnce('record-consent', await callbackOf(user));

    expect(resultOf(httpAnswer(ended))).toBe('confirmed');
    expect([...calls].sort()).toEqual([...callNames(consentSteps)].sort());
  });

  test.each(casesOf(consentSteps))('dies at %s, %s, and is not lost', async (_c, _m, point) => {
    const user = await aUser(world);
    const callback = await callbackOf(user);
    await crash('record-consent', callback, point);

    const credit = await world.credit(user.openid, 1001);
    expect(credit.status).toBe(point.effects.has('recorded') ? 200 : 404);

    // the page is loaded again: the same callback
    expect(resultOf(await askAgain('record-consent', callback))).toBe('confirmed');
    expect((await world.credit(user.openid, 1001)).json).toMatchObject({ state: 'available' });
    await expectOneMessage(user);
    expect(resultOf(await askAgain('record-consent', callback))).toBe('used');
  });

  test.each(casesOf(consentSteps).filter(([, , { effects }]) => effects.has('recorded')))(
    'dies at %s, %s, and its message is sent before the callback is loaded again',
    async (_c, _m, point) => {
      const user = await aUser(world);
      const callback = await callbackOf(user);
      await crash('record-consent', callback, point);

      await expectOneMessage(user);

      expect(resultOf(await askAgain('record-consent', callback))).toBe('used');
    },
  );
});
