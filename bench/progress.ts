/** What a section tells of itself: called once a round. */
export type Progress = (section: string, rounds: number) => (round: number) => void;

const startedMs = performance.now();

/** One line that is written over on a terminal, one line each elsewhere. */
export const progress: Progress = (section, rounds) => (round) => {
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  const text = `${String(seconds).padStart(4)} s  ${section}: round ${round} of ${rounds}`;
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[K${text}${round === rounds ? '\n' : ''}`);
  else process.stderr.write(`${text}\n`);
};
