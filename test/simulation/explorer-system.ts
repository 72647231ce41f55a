import { leaseMs, rememberedForMs } from '../../src/domain/credit.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { openid, scene } from '../support/builders.ts';
import { rowKey } from '../support/memory-credits.ts';
import { type Actor, sender, user } from './actors.ts';
import type { Step, System } from './explorer.ts';
import {
  breaks,
  hasUntaken,
  ledgerOf,
  noteConsent,
  noteDeath,
  noteOver,
} from './explorer-ledger.ts';
import type { PortRules } from './explorer-ports.ts';
import { createThreads, type Threads } from './explorer-threads.ts';
import { createWorld, type TokenStart, type WechatKind, type World } from './explorer-world.ts';
import { isUnprobed, unfinished, violationIn } from './invariants.ts';
import type { Alterations } from './mutants.ts';
import { aTicket } from './tickets.ts';

/** Who does what, in which world, and how much may go wrong. */
export type Scenario = Omit<PortRules, 'alterations'> & {
  readonly name: string;
  readonly actors: readonly Actor[];
  readonly wechat: WechatKind;
  readonly token: TokenStart;
  /** Faults per execution, in the fast and in the full run. */
  readonly faults: { readonly fast: number; readonly full: number };
  /** Time passes by so much, at any moment, in this order. */
  readonly passing: readonly number[];
  /** Whether processes outlive the time that Lambda gives them, as none does. */
  readonly isOvertimeAllowed: boolean;
  /** Confirms recorded before the start. */
  readonly confirms: number;
  /** Keys remembered before the start. */
  readonly remembered: number;
  readonly lifetimeMs: number | undefined;
};

export type Running = {
  readonly scenario: Scenario & PortRules;
  readonly world: World;
  readonly threads: Threads;
};

/** A scenario at its start, perhaps with a bug seeded into it. */
export const startSystem = (
  given: Scenario,
  faults: number,
  alterations: Alterations = {},
): System & {
  /** The credits as they are stored, for a person to read. */
  readonly shown: () => string;
} => {
  const scenario = { ...given, alterations };
  const world = createWorld(scenario);
  const threads = createThreads(
    () => world.nowMs,
    faults,
    ({ name }, fate) => {
      const { ledger } = world;
      noteOver(ledger, name, world.nowMs);
      if (fate.kind === 'died') noteDeath(ledger, name);
      if (fate.kind === 'threw' && !(fate.error instanceof Unavailable)) {
        breaks(ledger, `a bug: ${name} threw ${fate.error}`);
      }
      const at = ledger.refreshers.indexOf(name);
      if (at >= 0) ledger.refreshers.splice(at, 1);
    },
  );
  const running: Running = { scenario, world, threads };
  let passed = 0;
  let taken = 0;
  let started: Promise<void> | undefined;

  const begin = async () => {
    for (let n = 1; n <= scenario.confirms; n += 1) await confirmBefore(world, n);
    for (let n = 1; n <= scenario.remembered; n += 1) rememberBefore(world, n);
    for (const { name, act } of scenario.actors) {
      threads.start(name, (thread) => act(running, thread));
    }
    await threads.untilQuiet();
  };
  const ready = () => {
    started ??= begin();
    return started;
  };

  const pass = async (ms: number) => {
    world.nowMs += ms;
    if (!scenario.isOvertimeAllowed) await threads.cutOff();
  };

  const steps = (): readonly Step[] => {
    const possible = threads.steps();
    const ms = scenario.passing[passed];
    if (ms !== undefined && !threads.isOver() && !threads.isUrgent()) {
      possible.push({ thread: time, way: 0, label: `+${ms / 1000}s` });
    }
    return possible;
  };

  const violation = () =>
    (taken > mostSteps ? 'I4: it goes on for ever' : undefined) ??
    violationIn(world.ledger, (name) => world.rows.get(name)?.stored, world.nowMs, scenario.policy);

  /** Runs somebody alone, without faults, to the end. */
  const alone = async ({ name, act }: Actor): Promise<string | undefined> => {
    threads.start(name, (thread) => act(running, thread));
    await threads.untilQuiet();
    for (;;) {
      const [step] = threads.steps();
      if (step === undefined) break;
      taken += 1;
      if (taken > mostSteps) break;
      await threads.take(step, undefined);
    }
    if (!threads.isOver()) breaks(world.ledger, `I4: ${name} never comes to an end`);
    return violation();
  };

  return {
    ready,
    steps,
    violation,
    state: () => `${passed}${world.state()}${threads.state()}`,
    shown: () => [...world.rows.values()].map(({ stored }) => JSON.stringify(stored)).join('\n'),
    take: (step, digest) => {
      taken += 1;
      if (step.thread !== time) return threads.take(step, digest);
      const ms = scenario.passing[passed] ?? 0;
      passed += 1;
      return pass(ms).then(() => '');
    },
    finish: async () => {
      if (!threads.isOver()) return 'I4: somebody waits for an answer that never comes';
      return finish(running, pass, alone, violation);
    },
  };
};

const time = -1;
const untilProbe = 120_000;
/** Several times as many as the longest execution has, and all that are alone after it. */
const mostSteps = 300;

const confirmBefore = async (world: World, n: number) => {
  const key = { openid, scene };
  world.wechat.confirm(key);
  const { order } = aTicket(n, scene);
  await world.credits.record({
    ...key,
    ticket: order,
    confirmedAtMs: world.nowMs,
    assurance: 'browser',
  });
  noteConsent(world.ledger, key, order, world.nowMs);
  ledgerOf(world.ledger, key).acknowledged.push(order);
};

/** As if another send had been made and settled some time ago. */
const rememberBefore = (world: World, n: number) => {
  const name = rowKey({ openid, scene });
  const row = world.rows.get(name);
  if (row?.stored.kind !== 'credit') throw new Error('no credit to remember a key of');
  const entry = {
    fingerprint: 'body',
    sendId: `old-${n}`,
    // every second one is old enough to be forgotten
    claimedAtMs: world.nowMs - (n % 2) * rememberedForMs - n,
    result: { outcome: 'sent' as const },
  };
  const remembered = { ...row.stored.remembered, [`old-${n}`]: entry };
  world.rows.set(name, { ...row, stored: { ...row.stored, remembered } });
};

/**
 * When all is over, faults stop and the leases end. Then every key is asked for once more; a new
 * key sends what nothing was claimed for, and nothing else; and who confirms again gets a message.
 */
const finish = async (
  { world, threads, scenario }: Running,
  pass: (ms: number) => Promise<void>,
  alone: (actor: Actor) => Promise<string | undefined>,
  violation: () => string | undefined,
): Promise<string | undefined> => {
  threads.stopFaults();
  await pass(leaseMs + 1);
  if (scenario.policy === 'reconcile') await pass(untilProbe);
  const now = violation();
  if (now !== undefined) return now;
  for (const credit of Object.values(world.ledger.credits)) {
    const { key } = credit;
    const stuck = unfinished(world.rows.get(rowKey(key))?.stored, world.nowMs);
    if (stuck !== undefined) return stuck;
    const keys = new Set(Object.values(credit.claims).map(({ keyHash }) => keyHash));
    for (const keyHash of keys) {
      const before = credit.answers[keyHash];
      if (before === undefined) continue;
      const mayBeProbed =
        scenario.policy === 'reconcile' &&
        isUnprobed(credit, world.rows.get(rowKey(key))?.stored, keyHash);
      const broken = await alone(sender(`again-${keyHash}`, { key: keyHash, on: key.scene }));
      if (broken !== undefined) return broken;
      if (mayBeProbed && credit.answers[keyHash]?.status !== 200) {
        return 'I4: an unknown send was not probed, or WeChat’s answer to the probe was lost';
      }
    }
    if (scenario.remembered > 0) await pass(rememberedForMs);
    if (scenario.lifetimeMs === undefined) {
      const isDue = hasUntaken(credit);
      const posts = credit.posts.length;
      const broken = await alone(sender('new', { key: 'new', on: key.scene }));
      if (broken !== undefined) return broken;
      if (isDue && credit.posts.length === posts) {
        return 'I3: a confirm is there, and no message can be sent for it';
      }
    }
    const reconfirmed = await alone(user('late-user', 9, { on: key.scene }));
    if (reconfirmed !== undefined) return reconfirmed;
    const broken = await alone(sender('last', { key: 'last', on: key.scene }));
    if (broken !== undefined) return broken;
    if (credit.answers['last']?.status !== 200) {
      return 'I4: a user who confirms again cannot be sent a message';
    }
  }
  return undefined;
};
