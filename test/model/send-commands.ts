import fc from 'fast-check';
import type { Answered } from './answers.ts';
import { type Command, command } from './command.ts';
import { type FaultPlan, noFaults, type PostFault, type StoreFault } from './faults.ts';
import { confirmAgain } from './link-commands.ts';
import { faultyErrcodes, isTokenRefusal, verdictOf } from './outcomes.ts';
import type { Told } from './promise.ts';
import type { Service } from './service.ts';
import { readCredits } from './verify.ts';
import { expectSame, fromNewest, type Sent, scenes, type World } from './world.ts';

const plain: PostFault = { kind: 'ok' };

const trouble: fc.Arbitrary<PostFault> = fc.oneof(
  fc.constantFrom<PostFault>(
    { kind: 'refused' },
    { kind: 'lost_before' },
    { kind: 'lost_after' },
    { kind: 'lost_after' },
    { kind: 'garbage' },
    { kind: 'http_502' },
    { kind: 'crash_before' },
    { kind: 'crash_after' },
  ),
  fc.constantFrom(...faultyErrcodes).map((errcode): PostFault => ({ kind: 'errcode', errcode })),
);

const storeFault = fc.constantFrom<StoreFault>('ok', 'before', 'after');

const plans: fc.Arbitrary<FaultPlan> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(noFaults) },
  { weight: 5, arbitrary: trouble.map((fault) => ({ ...noFaults, posts: [fault] })) },
  {
    weight: 1,
    // the token is refused, then something else happens to the second request
    arbitrary: trouble.map(
      (fault): FaultPlan => ({
        ...noFaults,
        posts: [{ kind: 'errcode', errcode: 40001 }, fault],
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<PostFault>({ kind: 'lost_before' }, { kind: 'errcode', errcode: 40164 })
      .map((fault): FaultPlan => ({ ...noFaults, tokenCalls: [fault] })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        store: fc.array(storeFault, { minLength: 1, maxLength: 5 }),
        post: fc.oneof(fc.constant(plain), trouble),
      })
      .filter(({ post }) => !post.kind.startsWith('crash'))
      .map(({ store, post }): FaultPlan => ({ ...noFaults, store, posts: [post] })),
  },
);

/** A new message with a key of its own. */
export const sends: fc.Arbitrary<Command> = fc
  .record({
    to: fc.nat({ max: 2 }),
    scene: fc.constantFrom(...scenes),
    plan: plans,
    confirmsMeanwhile: fc.constantFrom(false, false, false, true),
  })
  .map(({ to, scene, plan, confirmsMeanwhile }) =>
    command(
      `send(${to}, ${scene}, ${JSON.stringify(plan)}${confirmsMeanwhile ? ', confirms meanwhile' : ''})`,
      async (world, service) => {
        const person = world.people[to] ?? world.people[0];
        const { openid } = person;
        const n = world.sent.length + 1;
        const message = { key: `key-${n}`, openid, scene, title: `title ${n}` };
        world.sent.push(message);
        const meanwhile =
          confirmsMeanwhile && plan.store.length === 0
            ? () => confirmAgain(world, service, person, scene)
            : undefined;
        await send(world, service, message, plan, meanwhile);
      },
    ),
  );

/** The same key again: with its message, as a caller retries, or by mistake with another one. */
export const retries: fc.Arbitrary<Command> = fc
  .record({
    n: fc.nat({ max: 4 }),
    isOther: fc.constantFrom(false, false, false, true),
    plan: plans,
  })
  .map(({ n, isOther, plan }) =>
    command(
      `retry(${n}, ${isOther ? 'other message, ' : ''}${JSON.stringify(plan)})`,
      async (world, service) => {
        const message = fromNewest(world.sent, n);
        const title = isOther ? `${message.title}!` : message.title;
        await send(world, service, { ...message, title }, plan);
      },
      ({ sent }) => sent.length > 0,
    ),
  );

export const send = async (
  world: World,
  service: Service,
  message: Sent,
  plan: FaultPlan,
  /** Between WeChat's answer and its being written down. */
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> => {
  const { promise } = world;
  const { key, openid, scene, title } = message;
  const nowMs = service.clock.now();
  const wanted = promise.expectSend(openid, scene, key, title, nowMs);
  const forcedBefore = service.account.tokens.calls.filter(({ force }) => force);
  const { delivered } = service.account;
  const countNow = () => delivered.filter((one) => one.title === title).length;
  const before = countNow();
  const linesBefore = service.lines.length;
  service.plan(plan);
  const claim = () => promise.claim(openid, scene, key, { text: title, title, nowMs });
  // one that is sent although it must not be is found out below
  service.around.before = wanted.kind === 'claims' ? claim : () => {};
  service.around.after = meanwhile;
  const answered = await service.call('POST /v1/messages', {
    headers: { 'idempotency-key': key },
    body: { openid, scene, title, content: '明天上午九点\n一号楼 203' },
  });
  const seen = [...service.seen];
  const hasMet = service.met.store > 0;
  service.plan(noFaults);

  const [first, last] = [seen[0], seen.at(-1)];
  if (seen.length > 2 || (seen.length === 2 && first !== undefined && !isTokenRefusal(first))) {
    throw new Error(`${seen.length} requests to WeChat in one send: ${JSON.stringify(seen)}`);
  }
  if (wanted.kind === 'told' && seen.length > 0) {
    throw new Error(`promised ${JSON.stringify(wanted.told)} and sent all the same`);
  }
  if (answered === 'crashed') {
    promise.learnSendId(openid, scene, await shownSendId(service, openid, scene));
    world.open += 1;
    return;
  }
  const told = toldOf(answered);
  if (hasMet && told.code === 'unavailable') {
    expectSame('requests of a send that was given up', seen.length, 0);
    const state = await shownState(service, openid, scene);
    // the claim stands, and could not be given back: its lease will end it
    if (wanted.kind === 'claims' && state === 'sending') {
      claim();
      promise.learnSendId(openid, scene, await shownSendId(service, openid, scene));
    }
    return;
  }
  const needsToken = wanted.kind === 'claims' || wanted.told.code === 'too_many_keys';
  if (wanted.kind === 'told' && !(needsToken && told.status === 503)) {
    expectTold(told, wanted.told);
    return;
  }
  if (last === undefined) {
    const isBlocked = plan.tokenCalls.some((fault) => fault.kind === 'errcode');
    const lately = forcedBefore.filter(({ atMs }) => nowMs - atMs < 86_400_000).length > 0;
    if (plan.tokenCalls.length === 0 && !lately) throw new Error('gave up a send for no reason');
    expectSame('status without a token', told.status, 503);
    if (!isBlocked) expectSame('code without a token', told.code, 'wechat_unavailable');
    return;
  }
  const verdict = verdictOf(last);
  const isBlocked = isTokenRefusal(last) && told.code === 'wechat_blocked';
  const isAsPromised =
    told.status === verdict.told.status && (told.code === verdict.told.code || isBlocked);
  if (!isAsPromised && !(hasMet && told.status === 202)) expectTold(told, verdict.told);
  if (told.status === 200)
    expectSame('messages of a send that is told sent', countNow(), before + 1);
  const isLost =
    hasMet && service.lines.slice(linesBefore).some((line) => line.includes('settle_lost'));
  if (isLost) world.open += 1;
  if (hasMet && (await shownState(service, openid, scene)) === 'sending') {
    // how it ended could not be written down
    promise.learnSendId(openid, scene, told.sendId ?? '');
    return;
  }
  if (verdict.credit === 'released') promise.release(openid, scene);
  else {
    // written down, though nobody heard so: a repeat is told how it ended
    const { status, code } = verdict.told;
    const errcode = status === 200 ? undefined : last.errcode;
    const kept = hasMet ? { status, code, sendId: told.sendId, errcode } : told;
    promise.settle(openid, scene, verdict.credit, kept);
  }
};

const toldOf = ({ status, json }: Answered): Told => {
  const { code, sendId, errcode } = json as Omit<Told, 'status'>;
  return { status, code, sendId, errcode };
};

const expectTold = (told: Told, wanted: Told): void => {
  const members = ({ status, code, sendId, errcode }: Told) => [status, code, sendId, errcode];
  expectSame('answer to a send', members(told), members(wanted));
};

const shown = async (service: Service, openid: string, scene: number) => {
  const { json } = await service.ask('GET /v1/users/{openid}/credits', { path: { openid } });
  return readCredits(json).find((credit) => credit.scene === scene);
};

const shownState = async (service: Service, openid: string, scene: number) =>
  (await shown(service, openid, scene))?.state;

const shownSendId = async (service: Service, openid: string, scene: number) =>
  (await shown(service, openid, scene))?.sendId ?? '';

/** An operator looks into the user's inbox and says what became of the last send. */
export const resolutions: fc.Arbitrary<Command> = fc
  .record({
    of: fc.nat({ max: 2 }),
    scene: fc.constantFrom(...scenes),
    isOtherSend: fc.constantFrom(false, false, false, true),
  })
  .map(({ of, scene, isOtherSend }) =>
    command(
      `resolve(${of}, ${scene}${isOtherSend ? ', other send' : ''})`,
      async (world, service) => {
        const { openid } = world.people[of] ?? world.people[0];
        const title = world.promise.lastSend(openid, scene)?.title;
        const delivered = service.account.delivered.some((message) => message.title === title);
        const sendId = await shownSendId(service, openid, scene);
        const { status } = await service.ask('POST /v1/users/{openid}/credits/{scene}/resolution', {
          path: { openid, scene: String(scene) },
          body: { sendId: isOtherSend || sendId === '' ? 'another-send' : sendId, delivered },
        });
        if (world.promise.find(openid, scene) === undefined) {
          expectSame('status of a resolution of no credit', status, 404);
          return;
        }
        const wasOpen = world.promise.find(openid, scene)?.last === 'open';
        const isMeant = !isOtherSend && sendId !== '';
        const isTaken =
          isMeant && world.promise.resolve(openid, scene, delivered, service.clock.now());
        expectSame('status of a resolution', status, isTaken ? 200 : 409);
        if (isTaken && wasOpen) world.open -= 1;
      },
    ),
  );

export const erasures: fc.Arbitrary<Command> = fc.nat({ max: 2 }).map((of) =>
  command(`erase(${of})`, async (world, service) => {
    const { openid } = world.people[of] ?? world.people[0];
    const { status, json } = await service.ask('DELETE /v1/users/{openid}', { path: { openid } });
    expectSame('status of an erasure', status, 200);
    expectSame('erased credits', json['erased'], world.promise.erase(openid));
  }),
);

/** One credit by itself, which is in the list as well. */
export const reads: fc.Arbitrary<Command> = fc
  .record({ of: fc.nat({ max: 2 }), scene: fc.constantFrom(...scenes) })
  .map(({ of, scene }) =>
    command(`read(${of}, ${scene})`, async (world, service) => {
      const { openid } = world.people[of] ?? world.people[0];
      const { status, json } = await service.ask('GET /v1/users/{openid}/credits/{scene}', {
        path: { openid, scene: String(scene) },
      });
      const state = world.promise.stateOf(openid, scene, service.clock.now());
      expectSame('status of a read', status, state === 'none' ? 404 : 200);
      if (state !== 'none') expectSame('state', json['state'], state);
    }),
  );
