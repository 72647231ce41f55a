import { accessSync, constants, mkdirSync } from 'node:fs';

/** Thrown when what is kept on disk cannot be read or written; the message names the place. */
export class BrokenData extends Error {}

/** @throws BrokenData when the folder cannot be made or written. */
export const ensureFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new BrokenData(`${path} is not a folder that can be written`, { cause });
  }
};
