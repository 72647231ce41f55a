import { parseArgs } from 'node:util';

const usage = `npm run bench [-- options]

  --full           all rounds; writes bench/results.json, the pictures and the tables of docs/performance.md
  --output <file>  the results of this run, also of a short one
  --publish        measures nothing: draws the pictures and the tables from bench/results.json
  --gate           a goal that is missed is an error
  --hold           only a goal is that bench/results.json meets with more to spare than a short run is off
  --help`;

/** The command line; prints the usage and ends the process when it is asked for or needed. */
export const readArguments = (args: readonly string[]) => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        full: { type: 'boolean', default: false },
        output: { type: 'string' },
        publish: { type: 'boolean', default: false },
        gate: { type: 'boolean', default: false },
        hold: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (!values.help) return values;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
};
