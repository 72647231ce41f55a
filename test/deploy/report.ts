/** Thrown out of a step that the rest of the run needs: nothing after it is tried. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

export type Report = {
  readonly say: (line: string) => void;
  /** A step that others build on. @throws Abandoned when it fails */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** A step whose failure leaves the rest worth trying. */
  readonly check: (name: string, work: () => Promise<void>) => Promise<void>;
  readonly skip: (name: string, reason: string) => void;
  /** The counts of a suite that printed its own lines. */
  readonly add: (counts: Counts) => void;
  /** Tries no further step or check, until told to go on with cleaning up. */
  readonly stop: () => void;
  readonly goOn: () => void;
  /** `N passed, N failed, N skipped` */
  readonly summary: () => string;
  readonly failed: () => number;
};

export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

export const createReport = (print: (line: string) => void, now: () => number): Report => {
  let { passed, failed, skipped }: Counts = { passed: 0, failed: 0, skipped: 0 };
  let stopped = false;

  const attempt = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    if (stopped) throw new Abandoned(name);
    const startedMs = now();
    const seconds = () => `${((now() - startedMs) / 1000).toFixed(1)} s`;
    try {
      const result = await work();
      passed += 1;
      print(`ok      ${name} (${seconds()})`);
      return result;
    } catch (error) {
      failed += 1;
      print(`FAILED  ${name} (${seconds()})`);
      print(indented(error instanceof Error ? error.message : String(error)));
      throw new Abandoned(name);
    }
  };

  return {
    say: print,
    step: attempt,
    check: async (name, work) => {
      await attempt(name, work).catch((error: unknown) => {
        if (!(error instanceof Abandoned)) throw error;
      });
    },
    skip: (name, reason) => {
      skipped += 1;
      print(`SKIPPED ${name}: ${reason}`);
    },
    add: (counts) => {
      passed += counts.passed;
      failed += counts.failed;
      skipped += counts.skipped;
    },
    stop: () => {
      stopped = true;
    },
    goOn: () => {
      stopped = false;
    },
    summary: () => `${passed} passed, ${failed} failed, ${skipped} skipped`,
    failed: () => failed,
  };
};

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');
