import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonObject } from './json.ts';

export type BuildStamp = {
  /** Whether everything that the last build read and wrote is as it was then. */
  readonly isFresh: () => boolean;
  readonly set: (build: Build) => void;
};

/** Paths are relative to the root; one that names no file is left out. */
type Build = {
  readonly startedMs: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/**
 * Files of npm packages all carry one date (26 October 1985), so an upgrade is seen by what npm
 * writes down, and a change of the recipe by the recipe.
 */
const alwaysRead = [
  'package-lock.json',
  'node_modules/.package-lock.json',
  'lib/bundling.ts',
  'lib/bundling-plugins.ts',
];

/** Remembers a build by the time and size of its files, in a file of its own. */
export const buildStamp = (root: string, file: string): BuildStamp => ({
  isFresh: () => {
    const remembered = Object.entries(readStamp(file));
    return remembered.length > 0 && remembered.every(([name, mark]) => markOf(root, name) === mark);
  },
  set: ({ startedMs, inputs, outputs }) => {
    // A file that changed while it was read may have been read too early.
    const changed = inputs.some((name) => (statOf(root, name)?.mtimeMs ?? 0) >= startedMs);
    const names = changed ? [] : [...alwaysRead, ...inputs, ...outputs];
    const marks = names.map((name) => [name, markOf(root, name)] as const);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(Object.fromEntries(marks)));
  },
});

const readStamp = (file: string): Readonly<Record<string, unknown>> => {
  try {
    return jsonObject(readFileSync(file, 'utf8')) ?? {};
  } catch {
    return {};
  }
};

/** Undefined when there is no such file; JSON then leaves it out. */
const markOf = (root: string, name: string): string | undefined => {
  const stats = statOf(root, name);
  return stats === undefined ? undefined : `${stats.mtimeMs} ${stats.size}`;
};

const statOf = (root: string, name: string) =>
  statSync(join(root, name), { throwIfNoEntry: false });
