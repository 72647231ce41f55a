import { interleave } from './interleave.ts';
import type { Progress } from './progress.ts';
import type { Link } from './results.ts';
import { runChild } from './run-child.ts';

/** A confirm link made, and the ticket that it brings back checked: microseconds of CPU. */
export const measureLink = async (rounds: number, progress: Progress): Promise<Link> => {
  const { link } = await interleave(
    ['link'],
    rounds,
    async () => {
      const { build, verify } = await runChild<{ build: number; verify: number }>({
        script: 'link.ts',
        environment: {},
        options: {},
      });
      return { build, verify };
    },
    progress('link', rounds),
  );
  return link;
};
