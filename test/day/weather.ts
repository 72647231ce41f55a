import type { PostFault, StoreFault } from '../model/faults.ts';
import type { SeededRandom } from '../model/seeded-random.ts';

/** What goes wrong for a while. */
const kinds = [
  'table throttles',
  'table answers are lost',
  'parameters are throttled',
  'WeChat is slow',
  'WeChat loses requests',
  'WeChat answers -1',
  'WeChat is over its quota',
  'WeChat is out of reach',
  'every token is refused',
  'functions crash',
] as const;

export type StormKind = (typeof kinds)[number];

type Storm = { readonly kind: StormKind; readonly fromMs: number; readonly untilMs: number };

const minuteMs = 60_000;

export type Weather = ReturnType<typeof weather>;

/** Storms of some minutes over a little trouble everywhere, until the day is over. */
export const weather = (
  random: SeededRandom,
  startMs: number,
  endMs: number,
  busyAtMs: readonly number[],
  now: () => number,
) => {
  const storms: Storm[] = [];
  for (let n = random.between(4, 10); n > 0; n -= 1) {
    const kind = random.pick(kinds);
    // most storms come when there is most to do
    const near = busyAtMs[random.between(0, busyAtMs.length - 1)] ?? startMs;
    const fromMs = random.chance(0.8)
      ? near + random.between(-2, 8) * minuteMs
      : random.between(startMs, endMs);
    const isShort = kind === 'every token is refused';
    const lastsMs = isShort ? random.between(2, 40) * 1_000 : random.between(1, 20) * minuteMs;
    storms.push({ kind, fromMs, untilMs: Math.min(fromMs + lastsMs, endMs) });
  }

  const isOn = (kind: StormKind): boolean => {
    const nowMs = now();
    return storms.some(
      (storm) => storm.kind === kind && storm.fromMs <= nowMs && nowMs < storm.untilMs,
    );
  };
  const isCalm = () => now() >= endMs;
  /** The chance of something: in its storm, and at other times of the day. */
  const happens = (kind: StormKind, inStorm: number, usually: number): boolean =>
    !isCalm() && random.chance(isOn(kind) ? inStorm : usually);

  return {
    isOn,
    /** What becomes of one attempt at the table. */
    table: (): StoreFault => {
      if (happens('table throttles', 0.45, 0.002)) return 'before';
      return happens('table answers are lost', 0.3, 0.002) ? 'after' : 'ok';
    },
    parameterFails: () => happens('parameters are throttled', 0.1, 0.001),
    /** How many reads a second everybody else in the AWS account takes of our 40. */
    otherReadsPerSecond: () => (isOn('parameters are throttled') ? 38 : 2),
    connects: () => !happens('WeChat is out of reach', 0.7, 0.001),
    wechatTakesMs: () =>
      isOn('WeChat is slow') ? random.between(100, 8_000) : random.between(20, 250),
    send: (): PostFault => {
      if (happens('every token is refused', 1, 0)) return { kind: 'errcode', errcode: 40001 };
      if (happens('WeChat is over its quota', 1, 0)) return { kind: 'errcode', errcode: 45009 };
      if (happens('WeChat answers -1', 0.4, 0.002)) return { kind: 'errcode', errcode: -1 };
      if (happens('WeChat is out of reach', 0.3, 0.001)) return { kind: 'refused' };
      if (!happens('WeChat loses requests', 0.5, 0.01)) return { kind: 'ok' };
      return random.pick<PostFault>([
        { kind: 'lost_before' },
        { kind: 'lost_after' },
        { kind: 'lost_after' },
        { kind: 'garbage' },
        { kind: 'http_502' },
      ]);
    },
    tokenCall: (): PostFault => {
      if (happens('WeChat answers -1', 0.4, 0.002)) return { kind: 'errcode', errcode: -1 };
      if (happens('WeChat is over its quota', 0.3, 0)) return { kind: 'errcode', errcode: 45011 };
      if (!happens('WeChat loses requests', 0.5, 0.01)) return { kind: 'ok' };
      return random.pick<PostFault>([{ kind: 'lost_before' }, { kind: 'lost_after' }]);
    },
    /** After how long an invocation's process dies; undefined for the most that do not. */
    crashAfterMs: (): number | undefined =>
      happens('functions crash', 0.3, 0.03) ? random.between(1, 400) : undefined,
    ruleFails: () => happens('functions crash', 0.1, 0.02),
  };
};
