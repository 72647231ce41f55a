import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { ensureFolder } from './ensure-folder.ts';
import { BrokenData, FolderInUse } from './failures.ts';
import { jsonObject } from './json.ts';

/** Where a run keeps what outlives it. */
export type DataFolder = {
  readonly path: string;
  readonly dynamodb: string;
  readonly parameters: string;
  readonly simulatorJournal: string;
  readonly functionsLog: string;
  /** Where this run listens; there while it does. */
  readonly addresses: string;
  readonly release: () => void;
};

/**
 * Takes a folder for this run alone, and empties it first when asked.
 * @throws FolderInUse
 * @throws BrokenData
 */
export const openDataFolder = async (path: string, fresh: boolean): Promise<DataFolder> => {
  ensureFolder(path);
  const release = await lock(path, join(path, 'lock'));
  const folder: DataFolder = {
    path,
    dynamodb: join(path, 'dynamodb'),
    parameters: join(path, 'parameters.json'),
    simulatorJournal: join(path, 'simulator.journal'),
    functionsLog: join(path, 'functions.log'),
    addresses: join(path, 'addresses.json'),
    release,
  };
  if (fresh) empty(folder);
  return folder;
};

/** Only what a run makes: the folder may be one that somebody named by mistake. */
const empty = (folder: DataFolder): void => {
  const { dynamodb, parameters, simulatorJournal, functionsLog, addresses } = folder;
  for (const path of [dynamodb, parameters, simulatorJournal, functionsLog, addresses]) {
    rmSync(path, { recursive: true, force: true });
  }
};

/**
 * The lock names a port on which its holder says a word that only it knows. A process id alone
 * would not do: after a kill it may soon be another program's, in a container even our own.
 */
const lock = async (folder: string, file: string): Promise<() => void> => {
  const word = randomUUID();
  const server = createServer((socket) => socket.on('error', () => {}).end(word));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  server.unref();
  const text = JSON.stringify({ pid: process.pid, port, word });
  while (!create(file, text)) {
    const holder = existsSync(file) ? jsonObject(readFileSync(file, 'utf8')) : undefined;
    if (holder !== undefined && (await wordAt(Number(holder['port']))) === holder['word']) {
      server.close();
      throw new FolderInUse(folder, Number(holder['pid']));
    }
    rmSync(file, { force: true });
  }
  return () => {
    server.close();
    rmSync(file, { force: true });
  };
};

const create = (file: string, text: string): boolean => {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new BrokenData(file, 'not writable', error);
  }
};

const wordAt = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return resolve(undefined);
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(heard));
  });
