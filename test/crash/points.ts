import type { CallName, Moment } from './tap.ts';

/** One call that a function makes. */
export type Step<Effect extends string> = {
  /** What is called, such as `credits claim`. */
  readonly call: string;
  /** What is so once the other side has acted on it. */
  readonly effect?: Effect;
};

export type CrashPoint<Effect extends string> = {
  readonly call: CallName;
  readonly moment: Moment;
  /** What has come about when the process dies here. */
  readonly effects: ReadonlySet<Effect>;
  /** After the very last call. */
  readonly isLast: boolean;
};

/** The calls with their numbers: the nth of its kind. */
export const callNames = (steps: readonly { readonly call: string }[]): readonly CallName[] =>
  steps.map(({ call }, at) => {
    const nth = steps.slice(0, at + 1).filter((step) => step.call === call).length;
    return `${call} ${nth}`;
  });

/** Every point at which a process that makes these calls may die. */
export const crashPoints = <Effect extends string>(
  steps: readonly Step<Effect>[],
): readonly CrashPoint<Effect>[] => {
  const names = callNames(steps);
  const effectsOf = (some: readonly Step<Effect>[]) =>
    new Set(some.flatMap(({ effect }) => (effect === undefined ? [] : [effect])));
  return steps.flatMap(({ call }, at) =>
    momentsOf(call).map((moment) => ({
      call: names[at] ?? call,
      moment,
      effects: effectsOf(steps.slice(0, at + (hasActed(moment) ? 1 : 0))),
      isLast: at === steps.length - 1 && moment === 'after',
    })),
  );
};

/**
 * The points that differ most: the other side has acted and nobody knows. Dying before a call is
 * dying after the one before it.
 */
export const fewPoints = <Effect extends string>(
  points: readonly CrashPoint<Effect>[],
): readonly CrashPoint<Effect>[] =>
  points.filter(({ moment, isLast }) => moment === 'unanswered' || isLast);

const hasActed = (moment: Moment): boolean => moment === 'unanswered' || moment === 'after';

/** A connection is there or not; a body that is sent to WeChat may also be cut in the middle. */
const momentsOf = (call: string): readonly Moment[] => {
  if (call === 'wechat connect') return ['after'];
  if (call.startsWith('wechat POST ')) return ['before', 'half', 'unanswered', 'after'];
  return ['before', 'unanswered', 'after'];
};
