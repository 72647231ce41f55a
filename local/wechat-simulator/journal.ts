import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { apply, type Change, initialWorld, type MutableWorld, type WorldInput } from './world.ts';

/** Keeps what happened: in a file, or nowhere. */
export type Journal = {
  /** Returns when the operating system has the changes, so that killing this process loses none. */
  readonly append: (changes: readonly Change[]) => void;
  readonly close: () => void;
};

export const noJournal: Journal = { append: () => {}, close: () => {} };

/** A journal is written anew when it has grown by this much since it last was. */
const growthBytes = 64 * 1024 * 1024;

/** What the file holds: a world, then one line of changes per request. */
export function readJournal(file: string, input: WorldInput): MutableWorld | null {
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const world = initialWorld(input);
  lines.forEach((line, index) => {
    const record = readLine(line);
    // A process killed while writing leaves half a line, which nobody was answered for.
    if (record === null && index === lines.length - 1) return;
    if (record === null) throw new Error(`${file}: line ${index + 1} is not a journal entry`);
    if ('world' in record) Object.assign(world, thawed(record.world));
    else for (const change of record.changes) apply(world, change, input);
  });
  return world;
}

/**
 * Writes the world as one line, then appends. `append` comes before the changes are applied, so a
 * world that is written in between lacks nothing but them, and they are the next line.
 */
export function openJournal(file: string, world: MutableWorld): Journal {
  let descriptor = compact(file, world);
  let written = 0;
  return {
    append(changes) {
      if (written > growthBytes) {
        closeSync(descriptor);
        descriptor = compact(file, world);
        written = 0;
      }
      const line = `${JSON.stringify({ changes })}\n`;
      appendFileSync(descriptor, line);
      written += line.length;
    },
    close: () => closeSync(descriptor),
  };
}

function compact(file: string, world: MutableWorld): number {
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, 'w');
  appendFileSync(descriptor, `${JSON.stringify({ version: 1, world: frozen(world) })}\n`);
  fsyncSync(descriptor);
  renameSync(temporary, file);
  return descriptor;
}

type Line = { readonly world: object } | { readonly changes: readonly Change[] };

function readLine(line: string): Line | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return isLine(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  return 'world' in value || ('changes' in value && Array.isArray(value.changes));
}

/** JSON knows no Map: one is written as {"map": [[key, value], ...]}. */
function frozen(world: MutableWorld): object {
  return Object.fromEntries(
    Object.entries(world).map(([name, value]) => [
      name,
      value instanceof Map ? { map: [...value] } : value,
    ]),
  );
}

function thawed(world: object): object {
  return Object.fromEntries(
    Object.entries(world).map(([name, value]) => [
      name,
      isFrozenMap(value) ? new Map(value.map) : value,
    ]),
  );
}

function isFrozenMap(value: unknown): value is { map: [string, unknown][] } {
  return typeof value === 'object' && value !== null && 'map' in value && Array.isArray(value.map);
}
