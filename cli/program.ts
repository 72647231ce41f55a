import { Argument, Command as Commander, CommanderError, Option } from 'commander';
import type { Command, CommandGroup, Input } from './command.ts';
import { usageFailure } from './failure.ts';
import { columns, type Language } from './text.ts';
import { globalOptions, helpWords, programWords, usageWords } from './words/program.ts';

export type GlobalOptions = {
  readonly stage?: string;
  readonly config?: string;
  readonly data?: string;
  readonly serviceUrl?: string;
  readonly creditsTable?: string;
  readonly json?: boolean;
};

/** What the command line asks for; undefined when it was help, which has been shown. */
export type Asked = {
  readonly command: Command;
  readonly input: Input;
  readonly globals: GlobalOptions;
};

/**
 * Reads the command line.
 * @throws Failure naming what is wrong with it, never a value, which may be a secret or an openid
 */
export const parseCommandLine = (
  args: readonly string[],
  commands: readonly (Command | CommandGroup)[],
  language: Language,
  show: (text: string) => void,
): Asked | undefined => {
  let asked: Asked | undefined;
  const program = settle(new Commander('npm run yici --'), language, show)
    .usage(programWords.usage[language])
    .description(programWords.about[language])
    .helpCommand('help [command]', helpWords.helpCommand[language])
    .addHelpText('after', `\n${programWords.after[language]}`);
  for (const { flags, text, choices } of globalOptions) {
    program.addOption(option(flags, text[language], choices));
  }
  const add = (parent: Commander, command: Command | CommandGroup): void => {
    const sub = settle(parent.command(command.name), language, show)
      .summary(command.summary[language])
      .description(command.summary[language]);
    if (command.details !== undefined) sub.addHelpText('after', `\n${command.details[language]}`);
    if ('commands' in command) {
      sub.usage(programWords.usage[language]).helpCommand(false);
      for (const one of command.commands) add(sub, one);
      return;
    }
    sub.usage(command.usage ?? usageOf(command)).action((...all) => {
      asked = { command, input: readInput(all, command), globals: program.opts() };
    });
    for (const { name, text } of command.arguments ?? []) {
      sub.addArgument(new Argument(name, text[language]));
    }
    for (const { flags, text, choices } of command.options ?? []) {
      sub.addOption(option(flags, text[language], choices));
    }
  };
  for (const command of commands) add(program, command);
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw usageFailure(usageWords(error.code, withoutValues(error.message)));
  }
  if (asked === undefined) throw usageFailure(usageWords('commander.help', ''));
  return asked;
};

const option = (flags: string, text: string, choices: readonly string[] | undefined): Option => {
  const made = new Option(flags, text);
  return choices === undefined ? made : made.choices([...choices]);
};

/** commander gives an action its arguments, then the options, then itself. */
const readInput = (all: readonly unknown[], { arguments: named = [] }: Command): Input => ({
  arguments: all
    .slice(0, named.length)
    .flat()
    .filter((argument): argument is string => typeof argument === 'string'),
  options: (all[named.length] ?? {}) as Input['options'],
});

const usageOf = ({ arguments: named = [] }: Command): string =>
  [...named.map(({ name }) => name), '[options]'].join(' ');

/** `--appsecret=5ec4…` is not an option that we have, and would be shown as it is. */
const withoutValues = (message: string): string => message.replaceAll(/=[^']*(?=')/g, '');

const settle = (command: Commander, language: Language, show: (text: string) => void): Commander =>
  command
    .exitOverride()
    .configureOutput({ writeOut: show, writeErr: () => {}, outputError: () => {} })
    .helpOption('-h, --help', helpWords.helpOption[language])
    .configureHelp({
      showGlobalOptions: true,
      displayWidth: columns,
      styleTitle: (title) => (language === 'zh' ? (helpWords.titles[title] ?? title) : title),
      subcommandTerm: (sub) => sub.name(),
      optionDescription: ({ description, argChoices }) =>
        argChoices === undefined
          ? description
          : `${description}${language === 'zh' ? '：' : ': '}${argChoices.join(' | ')}`,
    });
