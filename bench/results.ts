import type { Bill } from './cost/bill.ts';
import type { Spread } from './statistics.ts';

type Measures<Name extends string> = Readonly<Record<Name, Spread>>;

/**
 * Times in ms, `rss` in bytes. `cpu` is what loading and the first send take together, without the
 * start of the process itself; `wall` is the whole process.
 */
export type Cold = Readonly<
  Record<
    'empty' | 'floor' | 'tuned' | 'yici' | 'typical' | 'typical, CDK defaults',
    { readonly gzippedKib: number } & Measures<
      'wall' | 'bootCpu' | 'loadCpu' | 'loadWall' | 'firstCpu' | 'firstWall' | 'cpu' | 'rss'
    >
  >
>;

/** Microseconds for each event, `rss` in bytes; `earlyCpu` is the mean of the first hundred. */
type Warm<Name extends string> = Readonly<
  Record<Name, Measures<'earlyCpu' | 'cpu' | 'wall' | 'rss'>>
>;

export const peers = ['co-wechat-api', '@tnwx/wxmp', 'node-easywechat'] as const;
export type Peer = (typeof peers)[number];

export type WarmSends = Warm<'floor' | 'tuned' | 'yici' | 'typical' | Peer>;
export type WarmWrites = Warm<'floor' | 'yici' | 'lib-dynamodb'>;

/** Where something cannot be measured here: why. */
export type Skipped = { readonly skipped: string };

/** Times in ms: INIT with a whole core, then the first send and the mean of the next. */
export type Throttled = {
  readonly memoryMb: number;
  readonly tls: boolean;
  readonly subjects: Readonly<
    Record<
      'floor' | 'tuned' | 'yici' | 'typical' | 'typical, primed',
      Measures<'initWall' | 'firstWall' | 'nextWall'>
    >
  >;
};

/** Microseconds of CPU. */
export type Link = Measures<'build' | 'verify'>;

/** How often so many fresh environments that send at once asked WeChat for an access_token. */
export type TokenCalls = {
  readonly environments: number;
  readonly calls: Readonly<Record<'yici' | Peer, number>>;
};

/** One rate at one route of the local server, held for some seconds. */
export type LoadStep = {
  readonly route: string;
  readonly askedPerSecond: number;
  readonly answeredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
  /** The threads that worked most, and the share of a core that each took. */
  readonly busiest: readonly { readonly thread: string; readonly share: number }[];
};

/** A flow by the API alone, one that begins on a page, and the usual design's. */
type Flow = 'yici' | 'yici, page' | 'typical';

/** USD for a million flows. */
export type Cost = {
  readonly memoryMb: number;
  readonly bills: Readonly<Record<Flow, Bill>>;
  readonly totals: Readonly<Record<Flow, number>>;
};

export type Results = {
  readonly machine: {
    readonly date: string;
    readonly node: string;
    readonly cpu: string;
    readonly cores: number;
    readonly loadAverage: number;
    readonly mode: 'quick' | 'full';
    readonly seconds: number;
  };
  readonly cold: Cold;
  readonly sends: WarmSends;
  readonly writes: WarmWrites;
  readonly throttled: Throttled | Skipped;
  readonly link: Link;
  readonly tokens: readonly TokenCalls[];
  readonly load: readonly LoadStep[];
  readonly cost: Cost;
};
