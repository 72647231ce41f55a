import type { Readable, Writable } from 'node:stream';
import { confirm, input, password } from '@inquirer/prompts';
import { Failure, usageFailure } from './failure.ts';
import type { Language, Text } from './text.ts';

/**
 * All that is said beside the result: it goes to stderr, so that stdout holds the result alone.
 * Questions are asked there too, and only of a person.
 */
export type Terminal = {
  readonly isInteractive: boolean;
  readonly note: (text: Text) => void;
  /** Where a long thing stands: on a screen one line that changes, elsewhere a line every two seconds. */
  readonly progress: (text: Text) => void;
  readonly progressOver: () => void;
  /** All of stdin, less the line's end. */
  readonly stdin: () => Promise<string>;
  readonly askSecret: (question: Text, check: Check) => Promise<string>;
  readonly askText: (question: Text, check: Check) => Promise<string>;
  readonly askConsent: (question: Text) => Promise<boolean>;
};

/** What is wrong with an answer; undefined when nothing is. */
export type Check = (answer: string) => Text | undefined;

const progressEveryMs = 2_000;

export const createTerminal = ({
  stdin,
  stderr,
  language,
  mayAsk,
  now,
}: {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly language: Language;
  readonly mayAsk: boolean;
  readonly now: () => number;
}): Terminal => {
  const onScreen = stderr.isTTY === true;
  const isInteractive = mayAsk && onScreen && stdin.isTTY === true;
  let lastProgressMs = now();
  const context = { input: stdin, output: stderr };
  const judged = (check: Check) => (answer: string) => check(answer)?.[language] ?? true;

  return {
    isInteractive,
    note: (text) => stderr.write(`${text[language]}\n`),
    progress: (text) => {
      if (onScreen) return void stderr.write(`\r\u001b[2K${text[language]}`);
      if (now() - lastProgressMs < progressEveryMs) return;
      lastProgressMs = now();
      stderr.write(`${text[language]}\n`);
    },
    progressOver: () => {
      if (onScreen) stderr.write('\r\u001b[2K');
    },
    stdin: async () => {
      if (stdin.isTTY === true) throw nothingOnStdin;
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks)
        .toString('utf8')
        .replace(/\r?\n$/, '');
    },
    askSecret: (question, check) =>
      password(
        // Ctrl-T would show it
        { message: question[language], mask: '*', toggleMask: false, validate: judged(check) },
        context,
      ),
    askText: (question, check) =>
      input({ message: question[language], validate: judged(check) }, context),
    askConsent: (question) =>
      confirm(
        {
          message: question[language],
          default: false,
          ...(language === 'zh' ? { theme: { keywords: chinese } } : {}),
        },
        context,
      ),
  };
};

const chinese = { yes: '是', no: '否', error: () => '请回答是（y）或否（n）' };

const nothingOnStdin: Failure = usageFailure({
  zh: '要从标准输入读取，但标准输入是终端。请用管道或重定向给出内容。',
  en: 'This is read from standard input, which is a terminal: pipe or redirect it.',
});

/** Asks before something that cannot be taken back; `--yes` is the answer where nobody can be asked. */
export const requireConsent = async (
  terminal: Terminal,
  question: Text,
  yes: boolean,
): Promise<void> => {
  if (yes) return;
  if (!terminal.isInteractive) {
    throw usageFailure({
      zh: '这一步需要确认，而这里没有人可以问：确定要做就加 --yes。',
      en: 'This needs a yes, and nobody can be asked here: add --yes if you mean it.',
    });
  }
  if (await terminal.askConsent(question)) return;
  throw new Failure('declined', { zh: '什么也没有做。', en: 'Nothing was done.' });
};
