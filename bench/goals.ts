import type { Language } from './publish/language.ts';
import type { Results } from './results.ts';

/** A ratio or a number that is to stay at or below its goal. */
export type Verdict = {
  readonly name: Readonly<Record<Language, string>>;
  readonly value: number;
  readonly unit: 'x' | 'us' | 'calls' | 'USD';
  /** Of the clock and not of CPU time: what else runs on the machine moves it. */
  readonly byClock?: boolean;
  readonly goal: number;
  /** How far we would like to get; not needed to pass. */
  readonly aim?: number;
  readonly passed: boolean;
};

/** What is promised of speed and money. Ratios are of medians. */
export const verdictsOf = (results: Results): readonly Verdict[] =>
  [...speed(results), ...small(results), ...calls(results)].map((one) => ({
    ...one,
    passed: one.value <= one.goal,
  }));

/**
 * Met with more to spare than a short run on a busy machine may be off: a miss means something.
 * Microseconds are those of one machine, and a slower one would miss them.
 */
export const isSafelyMet = ({ value, goal, unit, byClock = false }: Verdict): boolean =>
  !byClock && unit !== 'us' && value <= (unit === 'x' ? goal * 0.85 : goal);

type Measured = Omit<Verdict, 'passed'>;

const speed = ({ cold, sends, link }: Results): readonly Measured[] => [
  {
    name: {
      en: 'Cold: load and first send, CPU, against the typical stack',
      'zh-CN': '冷启动：加载加第一次发送的 CPU，比常见组合',
    },
    value: cold.yici.cpu.median / cold.typical.cpu.median,
    unit: 'x',
    goal: 0.42,
    aim: 0.3,
  },
  {
    name: {
      en: 'Cold: the same, against the floor without an SDK',
      'zh-CN': '冷启动：同上，比不用 SDK 的手写版本',
    },
    value: cold.yici.cpu.median / cold.floor.cpu.median,
    unit: 'x',
    goal: 3.3,
    aim: 2.4,
  },
  {
    name: {
      en: 'Warm: a whole send, CPU, against the typical stack',
      'zh-CN': '热态：一次完整发送的 CPU，比常见组合',
    },
    value: sends.yici.cpu.median / sends.typical.cpu.median,
    unit: 'x',
    goal: 0.95,
    aim: 0.8,
  },
  {
    name: { en: 'A confirm link made, CPU', 'zh-CN': '做一个确认链接的 CPU' },
    value: link.build.median,
    unit: 'us',
    goal: 5,
  },
  {
    name: { en: 'A ticket checked, CPU', 'zh-CN': '验一张票的 CPU' },
    value: link.verify.median,
    unit: 'us',
    goal: 5,
  },
];

const small = ({ throttled }: Results): readonly Measured[] =>
  'skipped' in throttled
    ? []
    : [
        {
          name: {
            en: 'First send at 128 MB, against the typical stack that is primed as well',
            'zh-CN': '128 MB 下的第一次发送，比同样预热过的常见组合',
          },
          value:
            throttled.subjects.yici.firstWall.median /
            throttled.subjects['typical, primed'].firstWall.median,
          unit: 'x',
          byClock: true,
          goal: 0.55,
          aim: 0.5,
        },
      ];

const calls = ({ tokens, cost }: Results): readonly Measured[] => [
  ...tokens.map(({ environments, calls: { yici } }) => ({
    name: {
      en: `access_token calls when ${environments} cold environments send at once`,
      'zh-CN': `${environments} 个冷环境同时发送时取 access_token 的次数`,
    },
    value: yici,
    unit: 'calls' as const,
    goal: 1,
  })),
  {
    name: { en: 'A million flows at list price', 'zh-CN': '一百万次全流程的标价' },
    value: cost.totals.yici,
    unit: 'USD',
    goal: 6.4,
  },
];
