import fc from 'fast-check';
import { type Command, command } from './command.ts';
import { type FaultPlan, noFaults, type PostFault, type StoreFault } from './faults.ts';
import { confirmAgain } from './link-commands.ts';
import { faultyErrcodes } from './outcomes.ts';
import { send } from './send.ts';
import { fromNewest, scenes } from './world.ts';

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
