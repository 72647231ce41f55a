import { type ExitCode, exitCodes, usageFailure } from './failure.ts';
import type { Stage } from './stage.ts';
import type { Terminal } from './terminal.ts';
import type { Text } from './text.ts';

export type ArgumentSpec = {
  /** As a usage line writes it: `<openid>`, or `[scene]` where it may be left out. */
  readonly name: string;
  readonly text: Text;
};

export type OptionSpec = {
  readonly flags: string;
  readonly text: Text;
  readonly choices?: readonly string[];
};

/** What a command finds around it. */
export type Context = {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
  /** The stage that `--stage` names. @throws Failure */
  readonly stage: () => Promise<Stage>;
};

export type Input = {
  readonly arguments: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
};

/** What a command came to: shown as lines, or with `--json` as one value. */
export type Result = {
  readonly exitCode: ExitCode;
  readonly json: unknown;
  readonly lines: readonly Text[];
};

export type Command = {
  readonly name: string;
  readonly summary: Text;
  /** Shown below the options. */
  readonly details?: Text;
  readonly usage?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly run: (context: Context, input: Input) => Promise<Result>;
};

/** Commands under one name, as in `keys add`. */
export type CommandGroup = Pick<Command, 'name' | 'summary' | 'details'> & {
  readonly commands: readonly Command[];
};

export const done = (json: unknown, lines: readonly Text[]): Result => ({
  exitCode: exitCodes.ok,
  json,
  lines,
});

export const textOption = ({ options }: Input, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};

export const flagOption = ({ options }: Input, name: string): boolean => options[name] === true;

/** @throws Failure unless it is whole and within the bounds */
export const integerOption = (
  input: Input,
  name: string,
  flag: string,
  [lowest, highest]: readonly [number, number],
): number | undefined => {
  const value = textOption(input, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d{1,9}$/.test(value) && number >= lowest && number <= highest) return number;
  throw usageFailure({
    zh: `${flag} 要写 ${lowest} 到 ${highest} 的整数。`,
    en: `${flag} must be an integer from ${lowest} to ${highest}.`,
  });
};
