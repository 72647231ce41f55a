import { randomBytes } from 'node:crypto';

/**
 * Random bytes, at most 4,096 at once, drawn ahead: asking for them takes 2 µs of CPU however few
 * they are, half of what a whole link takes.
 */
export const pooledRandom = (): ((bytes: number) => Buffer) => {
  let pool = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (pool.length - used < bytes) {
      pool = randomBytes(4_096);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
};
