import { randomBytes } from 'node:crypto';
import { enableCompileCache } from 'node:module';

// halves the time until the first word; before anything large is imported
enableCompileCache();
const { commands } = await import('./commands.ts');
const { exitCodes } = await import('./failure.ts');
const { runCli } = await import('./run.ts');

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
