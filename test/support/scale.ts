/** `npm run test:full` explores as far as it is asked to, `npm test` a part of it in little time. */
export const isFull = process.env['YICI_TEST'] === 'full';

/** How many runs of something, by which of the two commands runs. */
export const runs = (fast: number, full: number): number => (isFull ? full : fast);
