export type SeededRandom = ReturnType<typeof seededRandom>;

/** Mulberry32: the same numbers for the same seed, on every machine. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0;
  /** From 0 up to but not including 1. */
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number =>
    least + Math.floor(unit() * (most - least + 1));
  return {
    unit,
    /** A whole number, both ends included. */
    between,
    chance: (probability: number): boolean => unit() < probability,
    pick: <T>(from: readonly [T, ...T[]]): T => from[between(0, from.length - 1)] ?? from[0],
    bytes: (count: number): Buffer =>
      Buffer.from(Array.from({ length: count }, () => unit() * 256)),
  };
};
