import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArguments } from '../../local/arguments.ts';
import { BadArgument } from '../../local/failures.ts';

const read = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  readArguments(args, env, '/project/.yici');

test('without any, the service is on 3000, the simulator on 3001 and the data in .yici', () => {
  expect(read()).toEqual({
    port: 3000,
    simulatorPort: 3001,
    dataDir: '/project/.yici',
    fresh: false,
    lan: false,
    watch: false,
    verbose: false,
    help: false,
  });
});

test('the environment names ports, and the command line wins', () => {
  const env = { PORT: '4000', SIMULATOR_PORT: '4001' };

  expect(read([], env)).toMatchObject({ port: 4000, simulatorPort: 4001 });
  expect(read(['--port', '0', '--simulator-port=5001'], env)).toMatchObject({
    port: 0,
    simulatorPort: 5001,
  });
});

test('a data folder is meant from where one stands', () => {
  expect(read(['--data', 'somewhere']).dataDir).toBe(resolve('somewhere'));
});

describe('what is not understood is named', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['--bogus', ['--bogus'], {}],
    ['stray', ['stray'], {}],
    ['--port 70000', ['--port', '70000'], {}],
    ['--port 3e3', ['--port', '3e3'], {}],
    ['PORT=http', [], { PORT: 'http' }],
  ])('%s', (named, args, env) => {
    expect(() => read(args, env)).toThrow(new BadArgument(named));
  });
});
