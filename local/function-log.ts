import { createWriteStream, renameSync, statSync } from 'node:fs';
import type { LogLine } from './function-host.ts';

export type FunctionLog = {
  readonly write: LogLine;
  /** The latest lines, as they stand in the file, oldest first. */
  readonly lines: () => readonly string[];
  readonly close: () => Promise<void>;
};

const maxFileBytes = 16 * 1024 * 1024;
const rememberedLines = 2_000;

/**
 * What the functions write to stdout, in one file: `<time><tab><function><tab><line>`, since in AWS
 * time and function are kept beside a line, and not in it. A file that has grown large is set aside
 * as `<file>.1` at the start.
 * @param show also called with every line.
 */
export const openFunctionLog = (
  file: string,
  now: () => number,
  show?: (line: string) => void,
): FunctionLog => {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxFileBytes) {
    renameSync(file, `${file}.1`);
  }
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A full disk must not end the run: the log is a convenience.
  stream.on('error', () => {});
  const remembered: string[] = [];

  return {
    write: (functionName, text) => {
      const line = `${new Date(now()).toISOString()}\t${functionName}\t${text}`;
      stream.write(`${line}\n`);
      remembered.push(line);
      if (remembered.length > 2 * rememberedLines) remembered.splice(0, rememberedLines);
      show?.(line);
    },
    lines: () => [...remembered],
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
};
