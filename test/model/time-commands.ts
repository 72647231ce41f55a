import fc from 'fast-check';
import { type Command, command } from './command.ts';
import { noFaults, type PostFault } from './faults.ts';
import { expectSame } from './world.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Past the lease, the ring's age, a receipt, a ticket, a token, the keys' memory, a lifetime, a tombstone. */
const jumpsMs = [
  51_000,
  5 * minuteMs,
  10 * minuteMs,
  31 * minuteMs,
  121 * minuteMs,
  dayMs + minuteMs,
  3 * dayMs,
  8 * dayMs,
] as const;

export const jumps: fc.Arbitrary<Command> = fc
  .constantFrom(...jumpsMs)
  .map((ms) => command(`jump(${ms / 1000} s)`, async (_world, { clock }) => clock.advance(ms)));

/** The minute rule, with or without trouble at WeChat. */
export const refreshes: fc.Arbitrary<Command> = fc
  .constantFrom<PostFault>(
    { kind: 'ok' },
    { kind: 'ok' },
    { kind: 'lost_before' },
    { kind: 'lost_after' },
    { kind: 'http_502' },
    { kind: 'errcode', errcode: -1 },
    { kind: 'errcode', errcode: 40164 },
  )
  .map((fault) =>
    command(`refresh(${JSON.stringify(fault)})`, async (_world, service) => {
      const { tokens } = service.account;
      service.plan({ ...noFaults, tokenCalls: [fault] });
      const before = tokens.calls.length;
      await service.refresh({ source: 'aws.events' }).catch(() => undefined);
      service.plan(noFaults);
      const calls = tokens.calls.slice(before);
      if (calls.length > 1) throw new Error(`${calls.length} token calls in one refresh`);
      if (calls.some(({ force }) => force)) throw new Error('the minute rule used force_refresh');
      if (fault.kind !== 'ok') return;
      const { status } = await service.ask('GET /v1/health');
      expectSame('health after a refresh', status, 200);
      const again = tokens.calls.length;
      await service.refresh({ source: 'aws.events' });
      const [token] = [...tokens.issued.values()].slice(-1);
      const isFresh = (token?.endsAtMs ?? 0) - service.clock.now() > 6 * minuteMs;
      if (isFresh) expectSame('token calls while the token is fresh', tokens.calls.length, again);
    }),
  );

/** Somebody else forces a new token, or WeChat refuses the one that it still hands out. */
export const tokenDeaths: fc.Arbitrary<Command> = fc
  .constantFrom('forced elsewhere' as const, 'spoiled' as const)
  .map((how) =>
    command(`tokenDies(${how})`, async (_world, { account }) =>
      how === 'spoiled' ? account.tokens.spoil() : account.tokens.forceElsewhere(),
    ),
  );

/** A key is published; ten minutes later it signs; the ones before are taken out, at once or never. */
export const rotations: fc.Arbitrary<Command> = fc
  .constantFrom('publish' as const, 'publish' as const, 'sign' as const, 'retire' as const)
  .map((step) =>
    command(`keys(${step})`, async (_world, { keys, clock }) => {
      if (step === 'publish') keys.publish(clock.now());
      else if (step === 'retire') keys.retire(clock.now());
      else clock.advance(10 * minuteMs);
    }),
  );
