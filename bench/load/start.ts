import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ServerMessage =
  | {
      readonly kind: 'listening';
      readonly serviceUrl: string;
      readonly simulatorApiUrl: string;
    }
  | { readonly kind: 'threads'; readonly cpuMs: Readonly<Record<string, number>> };

/** The local server in a process of its own. */
export const startServer = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'yici-bench-'));
  const child = fork(new URL('./server.ts', import.meta.url), [dataDir], { execArgv: [] });
  const next = async () => ((await once(child, 'message')) as [ServerMessage])[0];
  const first = await next();
  if (first.kind !== 'listening') throw new Error('the server did not say where it listens');
  return {
    serviceUrl: first.serviceUrl,
    simulatorApiUrl: first.simulatorApiUrl,
    /** Milliseconds of CPU since the start, by thread. */
    threads: async (): Promise<Readonly<Record<string, number>>> => {
      child.send('threads');
      const message = await next();
      return message.kind === 'threads' ? message.cpuMs : {};
    },
    close: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export type Server = Awaited<ReturnType<typeof startServer>>;
