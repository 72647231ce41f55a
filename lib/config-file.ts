import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, InvalidConfig, parseConfig } from './config.ts';

/**
 * @param name of the file as its owner calls it, seen from `folder`
 * @throws InvalidConfig when it is not there, cannot be run, or holds what has to be mended
 */
export const readConfigFile = async (name: string, folder: string): Promise<Config> => {
  const path = resolve(folder, name);
  if (!existsSync(path)) {
    throw new InvalidConfig(`there is no ${path}: restore it, or name another file by YICI_CONFIG`);
  }
  return parseConfig(await runFile(name, path), name);
};

const runFile = async (name: string, path: string): Promise<unknown> => {
  const { href } = pathToFileURL(path);
  try {
    const stages: { readonly default?: unknown } = await import(href);
    return stages.default;
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    // Node names the file by its path where it cannot parse it, and by its URL where it runs it.
    const [line] = [path, href]
      .map((place) => Number.parseInt(stack.split(`${place}:`)[1] ?? '', 10))
      .filter((number) => !Number.isNaN(number));
    const place = line === undefined ? name : `${name}:${line}`;
    throw new InvalidConfig(`${place} cannot be read: ${message}`);
  }
};
