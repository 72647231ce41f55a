import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, aPerson, crowd, startWorld, type World, where } from './world.ts';

const sendPath = '/cgi-bin/message/template/subscribe';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.simulate('DELETE', 'faults');
  await world.refresh();
});

const fault = (fault: unknown, times = 1) =>
  world.simulate('POST', 'faults', { path: sendPath, times, fault });

const stateOf = async (openid: string) => (await world.credit(openid)).json['state'];

describe('a user who confirms again', () => {
  it('after a message was sent: may be sent one more', async () => {
    const person = await aPerson(world);
    await person.confirm();
    await world.send(person.openid, 'key-1');
    await person.confirm();

    expect((await world.send(person.openid, 'key-1')).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(1);
    expect((await world.send(person.openid, 'key-2')).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(2);
  });

  /** Another message and a confirm, while WeChat takes so long to answer the first message. */
  const confirmMeanwhile = async (delayMs: number) => {
    const { openid, confirm, callback, arrive } = await aPerson(world);
    await confirm();
    const again = await callback();
    await fault({ delayMs });

    const first = world.send(openid, 'key-1');
    while ((await stateOf(openid)) === 'available');
    const other = await world.send(openid, 'key-2');
    const page = await arrive(again);
    const state = await stateOf(openid);
    return { openid, first: await first, other, page, state };
  };

  it('while a message is on its way: is heard, and may be sent one more when that is over', async () => {
    let course = await confirmMeanwhile(800);
    // a busy machine needs longer for it
    for (const delayMs of [1_600, 3_200]) {
      if (course.state !== 'sending') course = await confirmMeanwhile(delayMs);
    }

    expect(course.state).toBe('sending');
    expect(course.other.json).toMatchObject({ code: 'credit_in_flight' });
    expect(course.page.get('yici')).toBe('confirmed');
    expect(course.first.status).toBe(200);
    expect(await stateOf(course.openid)).toBe('available');
  });

  it('after an unknown send: is not held up by it', async () => {
    const person = await aPerson(world);
    await person.confirm();
    await fault({ drop: 'after' });
    const unknown = await world.send(person.openid, 'key-1');
    expect(unknown.status).toBe(202);
    expect(unknown.json).toMatchObject({ status: 'unknown', openid: person.openid, scene: 1001 });
    expect((await world.credit(person.openid)).json['state']).toBe('unknown');
    expect((await world.send(person.openid, 'key-2')).json).toMatchObject({
      code: 'credit_unknown',
    });
    expect((await world.send(person.openid, 'key-1')).json).toEqual(unknown.json);

    await person.confirm();

    expect((await world.credit(person.openid)).json['state']).toBe('available');
    expect((await world.send(person.openid, 'key-3')).status).toBe(200);
  });
});

describe('an unknown send', () => {
  const unknownSend = async () => {
    const person = await aPerson(world);
    await person.confirm();
    await fault({ drop: 'before' });
    const { json } = await world.send(person.openid, 'key-1');
    const resolve = (delivered: boolean) =>
      world.call('POST', `/v1/users/${person.openid}/credits/1001/resolution`, {
        sendId: json['sendId'],
        delivered,
      });
    return { person, resolve };
  };

  it('is resolved by hand as not delivered, and the message can be sent', async () => {
    const { person, resolve } = await unknownSend();

    expect((await resolve(false)).json).toMatchObject({ state: 'available' });
    expect((await world.send(person.openid, 'key-2')).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(1);
  });

  it('is resolved by hand as delivered, once', async () => {
    const { person, resolve } = await unknownSend();

    expect((await resolve(true)).json).toMatchObject({ state: 'spent' });
    expect((await resolve(false)).json).toMatchObject({ code: 'not_unknown', status: 409 });
    expect((await world.send(person.openid, 'key-1')).json).toMatchObject({ status: 'sent' });
  });
});

describe('what WeChat answers', () => {
  it.each([
    [43101, 409, 'no_chance', 'void'],
    [40003, 424, 'refused_by_wechat', 'void'],
    [45082, 422, 'message_refused', 'available'],
    [45009, 503, 'wechat_blocked', 'available'],
    [40164, 503, 'wechat_blocked', 'available'],
    [45011, 503, 'wechat_unavailable', 'available'],
  ])('%i is told with its code, its words and a hint', async (errcode, status, code, state) => {
    const person = await aPerson(world);
    await person.confirm();
    await fault({ errcode });

    const answer = await world.send(person.openid, 'key-1');

    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ code, errcode });
    expect(answer.json['rid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    expect(Object.keys(answer.json['hint'] as object).sort()).toEqual(['en', 'zh']);
    expect((await world.credit(person.openid)).json['state']).toBe(state);
  });

  it('a user who rejects messages is told as no chance', async () => {
    const person = await aPerson(world);
    await world.simulate('POST', 'users', { openid: person.openid, rejects: true });
    await person.confirm();

    expect((await world.send(person.openid, 'key')).json).toMatchObject({
      code: 'no_chance',
      errcode: 43101,
    });
  });
});

describe('the access_token in the middle', () => {
  it('expired at WeChat: one refresh, and the message arrives', async () => {
    const person = await aPerson(world);
    await person.confirm();
    await world.simulate('POST', 'clock', { advanceSeconds: 7_201 });
    const before = await world.calls('/cgi-bin/stable_token');

    expect((await world.send(person.openid, 'key')).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(1);
    expect(await world.calls('/cgi-bin/stable_token')).toBe(before + 1);
  });

  it('refused though it is the latest: forced once, and the message arrives', async () => {
    const person = await aPerson(world);
    await person.confirm();
    await fault({ errcode: 40001 });

    expect((await world.send(person.openid, 'key')).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(1);
  });

  it('never shows in a log or an answer', async () => {
    const { json } = await world.simulate('GET', `calls?path=${sendPath}`);
    const tokens = (json['calls'] as readonly { query: { access_token?: string } }[]).map(
      ({ query }) => query.access_token ?? '',
    );

    expect(tokens.length).toBeGreaterThan(0);
    const logs = (await world.logs()).join('\n');
    expect(logs).toContain('message.sent');
    for (const token of tokens) expect(logs).not.toContain(token);
    expect(logs).not.toContain('oFlowUser');
  });
});

describe('many at once', () => {
  /**
   * On a small or busy machine (an emulator starts two processes for each of them) the last ones
   * wait longer than a sender may. They are told to try again, and do so with their keys.
   */
  const sendAll = async (
    sends: readonly (() => Promise<Answer>)[],
    tries = 6,
  ): Promise<readonly Answer[]> => {
    const answers = await Promise.all(sends.map((send) => send()));
    const told = sends.filter((_, at) => answers[at]?.status === 503);
    if (told.length === 0 || tries === 1) return answers;
    return [...answers.filter(({ status }) => status !== 503), ...(await sendAll(told, tries - 1))];
  };

  const isSent = ({ status }: Answer): boolean => status === 200;
  /** Nobody can tell yet what becomes of this send. */
  const isOpen = ({ status }: Answer): boolean => status === 202 || status === 503;
  /** By another send; or by this one, whose claim was answered too late. */
  const isHeld = ({ json }: Answer): boolean => json['code'] === 'credit_in_flight';

  type Round = {
    readonly answers: readonly Answer[];
    readonly arrived: number;
    /** Whether the machine answered in time what this round is about. */
    readonly inTime: boolean;
  };
  /** A machine that is too busy for so many is given half as many, down to an eighth. */
  const inTime = async (
    round: (numbers: readonly number[]) => Promise<Round>,
    size = crowd,
  ): Promise<Round> => {
    const course = await round(Array.from({ length: size }, (_, n) => n + 1));
    const fewer = Math.floor(size / 2);
    return course.inTime || fewer < crowd / 8 ? course : inTime(round, fewer);
  };

  /** Ends what hangs: four rounds, the first of which take a busy machine a minute each. */
  const timeout = 240_000;

  it('many sends at once for one credit send one message', { timeout }, async () => {
    const { answers, arrived } = await inTime(async (numbers) => {
      const person = await aPerson(world);
      await person.confirm();

      const answers = await sendAll(
        numbers.map((n) => () => world.send(person.openid, `key-${n}`)),
      );

      // WeChat's word for a second message
      expect(answers.map(({ json }) => json['code'])).not.toContain('no_chance');
      const arrived = (await world.inbox(person.openid)).length;
      return { answers, arrived, inTime: !answers.some(isOpen) && answers.some(isSent) };
    });

    expect(answers.filter(isSent)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(answers.length - 1);
    expect(arrived).toBe(1);
  });

  it('many sends that find the token expired cause one token call, and all arrive', {
    timeout,
  }, async () => {
    const { answers, arrived } = await inTime(async (numbers) => {
      const person = await aPerson(world);
      for (const scene of numbers) await person.confirm({ scene });
      await world.simulate('POST', 'clock', { advanceSeconds: 7_201 });
      const before = await world.calls('/cgi-bin/stable_token');

      const answers = await sendAll(
        numbers.map((scene) => () => world.send(person.openid, `key-${scene}`, { scene })),
      );

      expect(await world.calls('/cgi-bin/stable_token')).toBe(before + 1);
      const arrived = (await world.inbox(person.openid)).length;
      return { answers, arrived, inTime: !answers.some((one) => isOpen(one) || isHeld(one)) };
    });

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(arrived).toBe(answers.length);
  });
});

describe('erasing a user', () => {
  it('leaves nothing to read, and no old callback brings it back', async () => {
    const person = await aPerson(world);
    const callback = await person.callback();
    await person.arrive(callback);

    const erased = await world.call('DELETE', `/v1/users/${person.openid}`);

    expect(erased.json).toEqual({ erased: 1 });
    expect((await world.call('GET', `/v1/users/${person.openid}/credits`)).json).toEqual({
      credits: [],
    });
    expect((await person.arrive(callback)).get('yici')).toBe('expired');
    expect((await world.send(person.openid, 'key')).json).toMatchObject({ code: 'no_credit' });
    expect((await person.confirm()).get('yici')).toBe('confirmed');
    expect((await world.send(person.openid, 'key')).status).toBe(200);
  });
});

describe('a restart in the middle', () => {
  it('loses no confirm, no answer and no message', async ({ skip }) => {
    skip(where !== 'local', 'AWS restarts its own parts');
    const person = await aPerson(world);
    const link = await person.subscribe({ scene: 1 });
    await person.confirm({ scene: 2 });
    const sent = await world.send(person.openid, 'key-2', { scene: 2 });
    await person.confirm({ scene: 3 });

    await world.restart();

    expect((await person.arrive(await person.tap(link, 'confirm'))).get('yici')).toBe('confirmed');
    expect((await world.send(person.openid, 'key-2', { scene: 2 })).json).toEqual(sent.json);
    expect((await world.send(person.openid, 'key-3', { scene: 3 })).status).toBe(200);
    expect(await world.inbox(person.openid)).toHaveLength(2);
  });
});
