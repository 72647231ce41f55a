import { type Spread, spread } from './statistics.ts';

/**
 * Runs every subject once a round, in an order that rotates, so that whatever slows the machine
 * for a while slows all of them. The first round, which fills the disk's cache, is dropped.
 */
export const interleave = async <Name extends string, Measure extends string>(
  names: readonly Name[],
  rounds: number,
  run: (name: Name) => Promise<Readonly<Record<Measure, number>>>,
  onRound: (round: number) => void = () => {},
): Promise<Readonly<Record<Name, Readonly<Record<Measure, Spread>>>>> => {
  const samples = new Map<Name, Readonly<Record<Measure, number>>[]>(
    names.map((name) => [name, []]),
  );
  for (let round = 0; round <= rounds; round += 1) {
    onRound(round);
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(place + round) % names.length] as Name;
      const sample = await run(name);
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries([...samples].map(([name, taken]) => [name, spreads(taken)])) as Record<
    Name,
    Record<Measure, Spread>
  >;
};

const spreads = (samples: readonly Readonly<Record<string, number>>[]) =>
  Object.fromEntries(
    Object.keys(samples[0] ?? {}).map((measure) => [
      measure,
      spread(samples.map((sample) => sample[measure] ?? Number.NaN)),
    ]),
  );
