import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BadArgument } from './failures.ts';

export type Arguments = {
  readonly port: number;
  readonly simulatorPort: number;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly lan: boolean;
  readonly watch: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
};

/**
 * The command line of `npm start -- ...`, over the variables PORT and SIMULATOR_PORT.
 * @throws BadArgument
 */
export const readArguments = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  defaultDataDir: string,
): Arguments => {
  const { port, 'simulator-port': simulatorPort, data, ...flags } = parse(args);
  return {
    port: readPort('--port', port, 'PORT', env['PORT'], 3000),
    simulatorPort: readPort(
      '--simulator-port',
      simulatorPort,
      'SIMULATOR_PORT',
      env['SIMULATOR_PORT'],
      3001,
    ),
    dataDir: data === undefined ? defaultDataDir : resolve(data),
    ...flags,
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'simulator-port': { type: 'string' },
        data: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        lan: { type: 'boolean', default: false },
        watch: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const unknown = args.find(
      (arg) => error instanceof Error && error.message.includes(`'${arg}'`),
    );
    throw new BadArgument(unknown ?? args.join(' '), { cause: error });
  }
};

const readPort = (
  option: string,
  given: string | undefined,
  variable: string,
  fromEnv: string | undefined,
  fallback: number,
): number => {
  const raw = given ?? fromEnv;
  if (raw === undefined || raw === '') return fallback;
  const port = Number(raw);
  if (/^\d{1,5}$/.test(raw) && port <= 65_535) return port;
  throw new BadArgument(given === undefined ? `${variable}=${raw}` : `${option} ${raw}`);
};
