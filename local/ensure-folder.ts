import { accessSync, constants, mkdirSync } from 'node:fs';
import { BrokenData } from './failures.ts';

/** @throws BrokenData when the folder cannot be made or written. */
export const ensureFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new BrokenData(path, 'not writable', cause);
  }
};
