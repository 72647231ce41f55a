import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureFolder } from './ensure-folder.ts';
import { BrokenData } from './failures.ts';
import { isObject, jsonObject } from './json.ts';

export type Parameter = {
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
  readonly version: number;
  readonly lastModifiedMs: number;
};

export type ParameterFile = {
  readonly get: (name: string) => Parameter | undefined;
  readonly names: () => readonly string[];
  /** Resolves when the change is on disk. */
  readonly set: (name: string, parameter: Parameter | undefined) => Promise<void>;
};

/**
 * Parameters in memory and, when a path is given, in one JSON file that is replaced as a whole:
 * a process killed at any moment leaves the old file or the new one.
 * @throws BrokenData when the file is there and is not what was written.
 */
export const openParameterFile = (path?: string): ParameterFile => {
  const parameters = path === undefined ? new Map<string, Parameter>() : read(path);
  let writing = Promise.resolve();

  return {
    get: (name) => parameters.get(name),
    names: () => [...parameters.keys()].sort(),
    set: (name, parameter) => {
      if (parameter === undefined) parameters.delete(name);
      else parameters.set(name, parameter);
      if (path === undefined) return Promise.resolve();
      const text = `${JSON.stringify(Object.fromEntries(parameters), null, 2)}\n`;
      const written = writing.then(() => replaceFile(path, text));
      writing = written.catch(() => {});
      return written;
    },
  };
};

const read = (path: string): Map<string, Parameter> => {
  ensureFolder(dirname(path));
  const text = readIfPresent(path);
  if (text === undefined) return new Map();
  const entries = Object.entries(jsonObject(text) ?? { '': undefined });
  return new Map(
    entries.map(([name, value]) => {
      if (!isParameter(value)) throw new BrokenData(path, 'damaged');
      return [name, value];
    }),
  );
};

const readIfPresent = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new BrokenData(path, 'not writable', error);
  }
};

const isParameter = (value: unknown): value is Parameter =>
  isObject(value) &&
  typeof value['type'] === 'string' &&
  typeof value['value'] === 'string' &&
  typeof value['version'] === 'number' &&
  typeof value['lastModifiedMs'] === 'number';

/** Only its owner may read the file: it holds (local) secrets. */
const replaceFile = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
};
