import { randomBytes } from 'node:crypto';

/**
 * Random bytes, at most 4,096 at once, drawn ahead: asking for them takes 2 µs of CPU however few
 * they are, two fifths of what a whole link takes.
 */
export const pooledRandom = (): ((bytes: number) => Buffer) => {
  let left = Buffer.alloc(0);
  return (bytes) => {
    if (left.length < bytes) left = randomBytes(4_096);
    const given = left.subarray(0, bytes);
    left = left.subarray(bytes);
    return given;
  };
};
