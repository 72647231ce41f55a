/** One line of what a suite went through, found in the output of a whole run by its first word. */
export const printNumbers = (suite: string, numbers: Readonly<Record<string, number | string>>) => {
  const told = Object.entries(numbers).map(([name, number]) => `${number} ${name}`);
  process.stdout.write(`lies: ${suite}: ${told.join(', ')}\n`);
};
