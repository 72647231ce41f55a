/** One execution, named so that it can be had again. */
export type Schedule = {
  readonly scenario: string;
  /** How many faults it may have. */
  readonly faults: number;
  /** The bug that was planted into it, by name. */
  readonly planted?: string | undefined;
  readonly steps: readonly string[];
};

/** One line: `<scenario>/<faults>[ + <planted bug>]: <steps>`. */
export const writeSchedule = ({ scenario, faults, planted, steps }: Schedule): string =>
  `${scenario}/${faults}${planted === undefined ? '' : ` + ${planted}`}: ${steps.join(' ')}`;

export const readSchedule = (line: string): Schedule => {
  const [, scenario, faults, planted, steps] =
    /^([a-z-]+)\/(\d+)(?: \+ ([^:]+))?: ?(.*)$/.exec(line.trim()) ?? [];
  if (scenario === undefined || steps === undefined) {
    throw new Error(`not a schedule, as in 'two-keys/1: S.request S.connect': ${line}`);
  }
  return {
    scenario,
    faults: Number(faults),
    planted,
    steps: steps.split(' ').filter((step) => step !== ''),
  };
};
