/**
 * The name that was probably meant: whichever takes the fewest changes of a letter, case aside, and
 * no more than a third of its letters. Undefined where none is that near.
 */
export const nearest = (given: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(given.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, changes }) => changes <= name.length / 3)
    .toSorted((a, b) => a.changes - b.changes);
  return best?.name;
};

/** Levenshtein's distance: letters put in, taken out or exchanged. */
const changesBetween = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    let left = index + 1;
    row = row.map((above, column) => {
      if (column === 0) return left;
      const diagonal = row[column - 1] ?? 0;
      left = Math.min(left + 1, above + 1, diagonal + (to[column - 1] === letter ? 0 : 1));
      return left;
    });
  }
  return row.at(-1) ?? 0;
};
