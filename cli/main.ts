import { randomBytes } from 'node:crypto';
import { commands } from './commands.ts';
import { exitCodes } from './failure.ts';
import { runCli } from './run.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // whoever read our output has read enough
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
});

process.exitCode = await runCli({
  args: process.argv.slice(2),
  commands,
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: Date.now,
  random: randomBytes,
});
