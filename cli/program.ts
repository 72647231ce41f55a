import {
  Argument,
  Command as Commander,
  CommanderError,
  type HelpConfiguration,
  Option,
} from 'commander';
import type { Command, CommandGroup, Input } from './command.ts';
import { usageFailure } from './failure.ts';
import type { StageOptions } from './stage.ts';
import { columns, type Language } from './text.ts';
import { globalOptions, helpWords, programWords, usageWords } from './words/program.ts';

type GlobalOptions = Omit<StageOptions, 'env'> & { readonly json?: boolean };

export type Output = {
  /** Help that was asked for. */
  readonly show: (text: string) => void;
  /** Help that was not, where no command was given. */
  readonly complain: (text: string) => void;
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
  { show, complain }: Output,
): Asked | undefined => {
  let asked: Asked | undefined;
  const settle = (command: Commander, path: readonly string[]): Commander =>
    command
      .exitOverride((error) => {
        if (error.exitCode === 0) throw error;
        // what is wrong stands apart from the help that was shown before it
        if (error.code === 'commander.help') complain('\n');
        const known = command.commands.map((sub) => sub.name());
        const message = withoutValues(error.message);
        throw usageFailure(usageWords(error.code, message, { path, known }));
      })
      .configureOutput({ writeOut: show, writeErr: complain, outputError: () => {} })
      .helpOption('-h, --help', helpWords.helpOption[language])
      .configureHelp(helpStyle(language));
  const program = settle(new Commander('npm run yici --'), [])
    .usage(programWords.usage[language])
    .description(programWords.about[language])
    .helpCommand(false)
    .addHelpText('after', `\n${programWords.after[language]}`);
  for (const { flags, text, choices } of globalOptions) {
    program.addOption(option(flags, text[language], choices));
  }
  const add = (
    parent: Commander,
    command: Command | CommandGroup,
    above: readonly string[] = [],
  ): void => {
    const path = [...above, command.name];
    const sub = settle(parent.command(command.name), path)
      .summary(command.summary[language])
      .description(command.summary[language]);
    if (command.details !== undefined) sub.addHelpText('after', `\n${command.details[language]}`);
    if ('commands' in command) {
      sub.usage(programWords.usage[language]).helpCommand(false);
      for (const one of command.commands) add(sub, one, path);
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
  // commander's own shows no more than the first word's help
  settle(program.command('help'), ['help'])
    .summary(helpWords.helpCommand[language])
    .description(helpWords.helpCommand[language])
    .usage('[command...]')
    .argument('[command...]')
    .action((names: readonly string[]) => names.reduce(named, program).outputHelp());
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    // help that was asked for by its option ends this way
    if (!(error instanceof CommanderError)) throw error;
  }
  return asked;
};

const named = (parent: Commander, name: string): Commander => {
  const found = parent.commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const known = parent.commands.map((command) => command.name());
  throw usageFailure(usageWords('commander.unknownCommand', '', { path: [], known }));
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

const helpStyle = (language: Language): HelpConfiguration => ({
  showGlobalOptions: true,
  displayWidth: columns,
  styleTitle: (title) => (language === 'zh' ? (helpWords.titles[title] ?? title) : title),
  subcommandTerm: (sub) => sub.name(),
  optionDescription: ({ description, argChoices }) =>
    argChoices === undefined
      ? description
      : `${description}${language === 'zh' ? '：' : ': '}${argChoices.join(' | ')}`,
});
