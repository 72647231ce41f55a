/** Of one measure over the rounds: its median, and the quartiles for how it spread. */
export type Spread = {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
};

const at = (sorted: readonly number[], part: number): number => {
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
};

/** @param part 0 to 1 */
export const quantile = (values: readonly number[], part: number): number =>
  at(
    values.toSorted((a, b) => a - b),
    part,
  );

export const spread = (values: readonly number[]): Spread => ({
  median: quantile(values, 0.5),
  q1: quantile(values, 0.25),
  q3: quantile(values, 0.75),
  rounds: values.length,
});
