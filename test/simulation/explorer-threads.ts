import { Unavailable } from '../../src/domain/errors.ts';
import type { Clock } from '../../src/use-cases/ports.ts';
import type { Step } from './explorer.ts';

/** One way in which a call may go. Every way but the ordinary one costs one fault. */
export type Way = {
  /** Empty: as it should. */
  readonly name: string;
  /** Whether the call has its effect. */
  readonly runs: boolean;
  readonly ends: 'returns' | 'throws' | 'dies';
  /** The effect takes place at some later time, whatever the caller has been told by then. */
  readonly late?: boolean;
  /** The call was made a second time, beneath its port, because its first answer was lost. */
  readonly repeats?: boolean;
  /** What is answered instead. */
  readonly says?: (value: unknown) => unknown;
};

const ordinary: Way = { name: '', runs: true, ends: 'returns' };
const dying: readonly Way[] = [
  { name: 'crash-before', runs: false, ends: 'dies' },
  { name: 'crash-after', runs: true, ends: 'dies' },
];
/** A call that throws when it fails: four faults. */
export const failing: readonly Way[] = [
  ordinary,
  { name: 'fail-before', runs: false, ends: 'throws' },
  { name: 'fail-after', runs: true, ends: 'throws' },
  ...dying,
];
/** A conditional write: the SDK may also repeat it, and then meets its own first one. */
export const writing: readonly Way[] = [
  ...failing,
  { name: 'repeat', runs: true, ends: 'returns', repeats: true },
];
/**
 * A write that the network holds back: it was given up, or made again and answered, and takes effect
 * when it arrives at last.
 */
export const writingLate: readonly Way[] = [
  ...writing,
  { name: 'fail-late', runs: false, ends: 'throws', late: true },
  { name: 'repeat-late', runs: true, ends: 'returns', late: true },
];
/** A call that never throws: it answers something else instead. */
export const answering = (
  before: (value: unknown) => unknown,
  after: (value: unknown) => unknown,
  others: readonly Way[] = [],
): readonly Way[] => [
  ordinary,
  { name: 'fail-before', runs: false, ends: 'returns', says: before },
  { name: 'fail-after', runs: true, ends: 'returns', says: after },
  ...dying,
  ...others,
];

/** How a process ended. */
export type Fate =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'died' };

export type Thread = {
  readonly index: number;
  readonly name: string;
  /** When its process is cut off; actors live for ever. */
  readonly deadlineMs: number;
  status: 'alive' | 'done' | 'dead';
  /** Everything that it has been told, which determines all that it will do. */
  history: string;
  pending: Pending | undefined;
  tell: ((fate: Fate) => void) | undefined;
};

type Pending = {
  readonly name: string;
  /** Touches nothing that another thread touches: goes before everything else, in all its ways. */
  readonly isUrgent?: boolean;
  readonly ways: readonly Way[];
  readonly effect: (isLate: boolean) => unknown;
  /** Hears, beside the code under test, how the call went. */
  readonly told?: ((way: Way, answer: unknown) => void) | undefined;
  readonly starts?: (isHeard: boolean) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type LateWrite = {
  readonly label: string;
  readonly asked: string;
  readonly effect: () => unknown;
};

export type Threads = ReturnType<typeof createThreads>;

const known = new Map<string, number>();
/** The same number for the same text, for the life of this program. */
const numberOf = (text: string): string => {
  const number = known.get(text);
  if (number !== undefined) return number.toString(36);
  known.set(text, known.size);
  return (known.size - 1).toString(36);
};

/**
 * Threads that run one at a time and stop at every call: what each of them does between two calls
 * is one step. A process that dies never hears of it: its call is simply never answered.
 */
export const createThreads = (
  now: Clock,
  faults: number,
  ended: (thread: Thread, fate: Fate) => void = () => {},
) => {
  const threads: Thread[] = [];
  const late: LateWrite[] = [];
  let faultsLeft = faults;
  let running = 0;
  let quiet: (() => void) | undefined;

  const rest = () => {
    running -= 1;
    if (running === 0) quiet?.();
  };
  const untilQuiet = (): Promise<void> | undefined =>
    running === 0
      ? undefined
      : new Promise((resolve) => {
          quiet = resolve;
        });

  const create = (name: string, deadlineMs: number): Thread => {
    const thread: Thread = {
      index: threads.length,
      name,
      deadlineMs,
      status: 'alive',
      history: '',
      pending: undefined,
      tell: undefined,
    };
    threads.push(thread);
    return thread;
  };

  const end = (thread: Thread, fate: Fate) => {
    const { tell } = thread;
    thread.status = fate.kind === 'died' ? 'dead' : 'done';
    thread.pending = undefined;
    thread.tell = undefined;
    ended(thread, fate);
    tell?.(fate);
  };

  const run = (thread: Thread, body: (thread: Thread) => Promise<unknown>) => {
    running += 1;
    body(thread).then(
      (answer) => {
        end(thread, { kind: 'answered', answer });
        rest();
      },
      (error) => {
        end(thread, { kind: 'threw', error });
        rest();
      },
    );
  };

  return {
    /** A thread of its own, which nobody waits for. */
    start: (name: string, body: (thread: Thread) => Promise<unknown>): Thread => {
      const thread = create(name, Number.POSITIVE_INFINITY);
      run(thread, body);
      return thread;
    },

    /** One call of a port: the thread stops here until the explorer lets it go on. */
    call: <T>(
      thread: Thread,
      name: string,
      ways: readonly Way[],
      effect: (isLate: boolean) => Promise<T> | T,
      told?: (way: Way, answer: unknown) => void,
      isUrgent = false,
    ): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        thread.pending = {
          name: `${thread.name}.${name}`,
          isUrgent,
          ways,
          effect,
          told,
          resolve: resolve as (value: unknown) => void,
          reject,
        };
        rest();
      }),

    /** Starts a process and waits for its fate. */
    request: (
      caller: Thread,
      name: string,
      options: {
        readonly ways?: readonly Way[];
        readonly label: string;
        readonly timeoutMs: number;
        readonly effect?: () => void;
      },
      body: (thread: Thread) => Promise<unknown>,
    ): Promise<Fate> =>
      new Promise<Fate>((resolve, reject) => {
        const starts = (isHeard: boolean) => {
          options.effect?.();
          const thread = create(name, now() + options.timeoutMs);
          if (isHeard) {
            thread.tell = (fate) => {
              if (caller.status !== 'alive') return;
              caller.history += `{${thread.history}}${fate.kind}@${now()}`;
              running += 1;
              resolve(fate);
            };
          }
          run(thread, body);
        };
        caller.pending = {
          name: options.label,
          ways: options.ways ?? [ordinary],
          effect: () => undefined,
          starts,
          resolve: resolve as (value: unknown) => void,
          reject,
        };
        rest();
      }),

    isUrgent: () => threads.some(({ pending }) => pending?.isUrgent === true),

    steps: (): Step[] => {
      const steps: Step[] = [];
      const urgent = threads.find(({ pending }) => pending?.isUrgent === true);
      for (const { index, pending } of urgent === undefined ? threads : [urgent]) {
        if (pending === undefined) continue;
        pending.ways.forEach(({ name }, way) => {
          if (name === '') steps.push({ thread: index, way, label: pending.name });
          else if (faultsLeft > 0) {
            steps.push({ thread: index, way, label: `${pending.name}!${name}` });
          }
        });
      }
      if (urgent !== undefined) return steps;
      late.forEach(({ label }, way) => {
        steps.push({ thread: lateWrites, way, label });
      });
      return steps;
    },

    take: async (step: Step, digest: string | undefined): Promise<string> => {
      if (step.thread === lateWrites) {
        const [write] = late.splice(step.way, 1);
        await write?.effect();
        return '';
      }
      const thread = threads[step.thread];
      const pending = thread?.pending;
      const way = pending?.ways[step.way];
      if (thread === undefined || pending === undefined || way === undefined) {
        throw new Error(`${step.label} is not possible now`);
      }
      thread.pending = undefined;
      if (way.name !== '') faultsLeft -= 1;
      if (pending.starts !== undefined) {
        if (way.runs) pending.starts(way.ends === 'returns');
        if (way.ends === 'returns') {
          await untilQuiet();
          return '';
        }
      }
      if (way.late === true) {
        late.push({
          label: `late:${pending.name}`,
          // what will be written depends on what its thread had been told by then
          asked: numberOf(thread.history),
          effect: () => pending.effect(true),
        });
      }
      if (way.repeats === true) await pending.effect(false);
      const value = way.runs ? await pending.effect(false) : undefined;
      const answer = way.says === undefined ? value : way.says(value);
      const heard =
        digest ?? (way.ends === 'returns' ? numberOf(JSON.stringify(answer) ?? '') : way.ends);
      pending.told?.(way, answer);
      if (way.ends === 'dies') end(thread, { kind: 'died' });
      else {
        thread.history += `;${step.label}=${heard}@${now()}`;
        running += 1;
        if (way.ends === 'returns') pending.resolve(answer);
        else pending.reject(new Unavailable('simulated: no answer'));
      }
      await untilQuiet();
      return heard;
    },

    /** Cuts off the processes whose time is over. */
    cutOff: async (): Promise<void> => {
      for (const thread of [...threads]) {
        if (thread.status === 'alive' && thread.deadlineMs <= now()) end(thread, { kind: 'died' });
      }
      await untilQuiet();
    },

    untilQuiet,
    stopFaults: () => {
      faultsLeft = 0;
    },
    /** Whether anything but late writes is left to happen. */
    isOver: () => threads.every(({ status }) => status !== 'alive'),

    state: (): string =>
      threads
        .map(({ status, pending, history }) =>
          status === 'alive' ? `${pending?.name ?? ''}${history}` : '',
        )
        .join('|') +
      faultsLeft +
      late.map(({ label, asked }) => label + asked).join(),
  };
};

const lateWrites = -2;
