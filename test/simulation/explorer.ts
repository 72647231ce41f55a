import { hash } from 'node:crypto';

/** One thing that may happen next: some thread's pending call in one of its ways, or time passing. */
export type Step = {
  /** Index of the thread; below zero: the world itself. */
  readonly thread: number;
  readonly way: number;
  /** Unique among the steps of one moment: a schedule is a list of these. */
  readonly label: string;
};

/** A system that is run from its start, step by step, always alike for the same steps. */
export type System = {
  /** To be awaited before anything else. */
  readonly ready: () => Promise<void>;
  /** What may happen next; nothing when all is over. */
  readonly steps: () => readonly Step[];
  /**
   * @param digest what the step answered, where an earlier run has found it out
   * @returns that digest
   */
  readonly take: (step: Step, digest?: string) => Promise<string>;
  /** The first invariant that does not hold now, in words; else undefined. */
  readonly violation: () => string | undefined;
  /** When all is over: lets faults stop and time pass, and asks once more. */
  readonly finish: () => Promise<string | undefined>;
  /** Two runs with the same state have the same future, and the same is checked in it. */
  readonly state: () => string;
};

export type Exploration = {
  /** Runs from the start; each was checked after every step that no earlier run had made. */
  readonly executions: number;
  /** Of these, how many came to the end; the others met a state that was explored before. */
  readonly completed: number;
  readonly states: number;
  readonly deepest: number;
  /** False when it was cut by its time or its depth. */
  readonly exhaustive: boolean;
  readonly violations: number;
  /** Of the violations that were found, the one with the fewest steps. */
  readonly first?: Violation | undefined;
  readonly tookMs: number;
};

export type Violation = { readonly invariant: string; readonly schedule: readonly string[] };

export type Limits = {
  /** A run is cut after so many steps. */
  readonly steps?: number | undefined;
  readonly untilMs?: number | undefined;
  readonly stopAtFirst?: boolean | undefined;
  /** Counts only violations whose words begin so; others just end their run. */
  readonly only?: string | undefined;
  /** Goes on through states that were met before: far slower, to check the reduction itself. */
  readonly unreduced?: boolean | undefined;
  /** Hears now and then how many executions have been made since it heard last. */
  readonly heard?: ((executions: number) => void) | undefined;
};

const hearEvery = 1_000;

type Node = { readonly steps: readonly Step[]; at: number; digest: string | undefined };

/**
 * Stateless model checking: a depth-first search through all schedules, each run made anew from
 * the start. A state that was met before, with as many steps left, is not explored again: its
 * future is the same, because a thread is a function of what its calls answered.
 */
export const explore = async (
  start: () => System,
  {
    steps: maxSteps = Number.POSITIVE_INFINITY,
    untilMs,
    stopAtFirst,
    only = '',
    unreduced,
    heard,
  }: Limits = {},
): Promise<Exploration> => {
  const startedAtMs = Date.now();
  const path: Node[] = [];
  const seen = new Map<string, number>();
  let executions = 0;
  let completed = 0;
  let deepest = 0;
  let violations = 0;
  let cut = false;
  let first: Violation | undefined;

  const report = (invariant: string) => {
    if (!invariant.startsWith(only)) return;
    violations += 1;
    if (first !== undefined && first.schedule.length <= path.length) return;
    first = { invariant, schedule: path.map(({ steps, at }) => steps[at]?.label ?? '') };
  };

  const runOnce = async () => {
    const system = start();
    await system.ready();
    for (const node of path) node.digest = await takeChosen(system, node);
    for (;;) {
      const violation = system.violation();
      if (violation !== undefined) return report(violation);
      const steps = system.steps();
      if (steps.length > 0 && path.length >= maxSteps) {
        cut = true;
        return;
      }
      if (unreduced !== true) {
        const state = hash('md5', system.state(), 'base64');
        const left = maxSteps - path.length;
        if ((seen.get(state) ?? -1) >= left) return;
        seen.set(state, left);
      }
      if (steps.length === 0) break;
      const node: Node = { steps, at: 0, digest: undefined };
      path.push(node);
      deepest = Math.max(deepest, path.length);
      node.digest = await takeChosen(system, node);
    }
    completed += 1;
    const violation = await system.finish();
    if (violation !== undefined) report(violation);
  };

  /** @returns false when every schedule has been run */
  const turnToNext = (): boolean => {
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      node.at += 1;
      node.digest = undefined;
      if (node.at < node.steps.length) return true;
      path.pop();
    }
    return false;
  };

  for (;;) {
    executions += 1;
    if (executions % hearEvery === 0) heard?.(hearEvery);
    await runOnce();
    if (stopAtFirst === true && first !== undefined) break;
    if (!turnToNext()) break;
    if (untilMs !== undefined && executions % 256 === 0 && Date.now() > untilMs) {
      cut = true;
      break;
    }
  }
  return {
    executions,
    completed,
    states: seen.size,
    deepest,
    exhaustive: !cut && (stopAtFirst !== true || first === undefined),
    violations,
    first,
    tookMs: Date.now() - startedAtMs,
  };
};

const takeChosen = (system: System, { steps, at, digest }: Node): Promise<string> => {
  const step = steps[at];
  if (step === undefined) throw new Error('a node without a step');
  return system.take(step, digest);
};

export type Replayed = { readonly invariant: string | undefined; readonly steps: number };

/**
 * Runs one schedule; when it is at its end, goes on with the first step of each moment.
 * @param told hears of each step when it has been taken
 */
export const replay = async (
  system: System,
  schedule: readonly string[],
  told: (label: string) => void = () => {},
): Promise<Replayed> => {
  let steps = 0;
  await system.ready();
  for (;;) {
    const invariant = system.violation();
    if (invariant !== undefined) return { invariant, steps };
    const possible = system.steps();
    if (possible.length === 0) return { invariant: await system.finish(), steps };
    const wanted = schedule[steps];
    const step =
      wanted === undefined ? possible[0] : possible.find(({ label }) => label === wanted);
    if (step === undefined) {
      const labels = possible.map(({ label }) => label).join(' ');
      throw new Error(`step ${steps + 1} of the schedule, ${wanted}, is not possible: ${labels}`);
    }
    await system.take(step);
    steps += 1;
    told(step.label);
  }
};
