/** A generator whose whole course one seed decides: mulberry32. */
export const randomOf = (seed: number) => {
  let state = seed >>> 0;
  /** From 0 up to, and not, 1. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (probability: number): boolean => next() < probability,
    pick: <T>(all: readonly T[]): T => {
      const one = all[below(all.length)];
      if (one === undefined && all.length === 0) throw new Error('nothing to pick from');
      return one as T;
    },
  };
};

export type Random = ReturnType<typeof randomOf>;

/** `YICI_SEED` repeats a run whose seed was printed. */
export const givenSeed = (): number => Number(process.env['YICI_SEED'] ?? Date.now() % 2 ** 31);
