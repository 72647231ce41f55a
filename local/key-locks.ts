export type KeyLocks = {
  /** Runs the work while no other work that shares one of the keys runs; first come, first served. */
  readonly hold: <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T>;
};

export const createKeyLocks = (): KeyLocks => {
  const tails = new Map<string, Promise<void>>();

  return {
    hold: async (keys, work) => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const distinct = [...new Set(keys)];
      // All places in line are taken in one step, so that two works can never wait for each other.
      const ahead = distinct.map((key) => tails.get(key));
      for (const key of distinct) tails.set(key, released);
      try {
        await Promise.all(ahead);
        return await work();
      } finally {
        release();
        for (const key of distinct) if (tails.get(key) === released) tails.delete(key);
      }
    },
  };
};
