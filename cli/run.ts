import type { Readable, Writable } from 'node:stream';
import type { Command, CommandGroup, Result } from './command.ts';
import { type ExitCode, exitCodes, Failure } from './failure.ts';
import { parseCommandLine } from './program.ts';
import { openStage, type StageOptions } from './stage.ts';
import { createTerminal } from './terminal.ts';
import { type Language, languageOf, type Text } from './text.ts';

export type CliOptions = {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly commands: readonly (Command | CommandGroup)[];
  readonly env: StageOptions['env'];
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly now: () => number;
  readonly random: (bytes: number) => Buffer;
};

/** One command from its line to its exit code. The one place that catches. */
export const runCli = async (cli: CliOptions): Promise<ExitCode> => {
  const { args, env, stdin, stdout, stderr, now, random } = cli;
  const language = languageOf(args, env);
  const asJson = args.includes('--json');
  const show = (text: string) => void stdout.write(text);
  try {
    const complain = (text: string) => void (asJson || stderr.write(text));
    const asked = parseCommandLine(args, cli.commands, language, { show, complain });
    if (asked === undefined) return exitCodes.ok;
    const { command, input, globals } = asked;
    const terminal = createTerminal({ stdin, stderr, language, mayAsk: !asJson, now });
    const stage = () => openStage({ ...globals, env });
    const result = await command.run({ terminal, env, now, random, stage }, input);
    show(asJson ? `${JSON.stringify(result.json)}\n` : textOf(result, language));
    return result.exitCode;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') return exitCodes.interrupted;
    const failure = error instanceof Failure ? error : defect(error);
    const { code, text, facts } = failure;
    const message = text[language];
    if (asJson) show(`${JSON.stringify({ error: { code, message, ...facts } })}\n`);
    else stderr.write(`${message}\n`);
    return failure.exitCode;
  }
};

const textOf = ({ lines }: Result, language: Language): string =>
  lines.map((line) => `${line[language]}\n`).join('');

/** Not its message, which may quote what it was given; where it happened holds no data. */
const defect = (error: unknown): Failure => {
  const name = error instanceof Error ? error.name : typeof error;
  const frame =
    error instanceof Error ? /\n\s+at .*?([^/\\(]+:\d+):\d+\)?/.exec(error.stack ?? '') : null;
  const place = frame?.[1] ?? '?';
  const text: Text = {
    zh: `程序出错（${name}，${place}）。这是 yici 的缺陷，请带上这一行报告。`,
    en: `The program broke (${name} at ${place}). This is a defect of yici: please report this line.`,
  };
  return new Failure('defect', text);
};
