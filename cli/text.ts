import { terminalLanguage } from '../lib/terminal-language.ts';
import type { Hint } from '../src/domain/send-outcome.ts';

/** One sentence, said to a Chinese and to an English reader. */
export type Text = Hint;
export type Language = keyof Text;

/** What needs no translation: an address, a number, a name. */
export const same = (text: string): Text => ({ zh: text, en: text });

/** An English noun with its number: `1 item`, `2 items`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** How wide a text stands on a terminal, where a Chinese character takes two columns. */
export const columns = (text: string): number =>
  [...text].reduce((sum, one) => sum + (/[\u2e80-\uffe6]/.test(one) ? 2 : 1), 0);

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)));

/** `--lang` before all else, so that even a wrong command line is answered in it. */
export const languageOf = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language => {
  const at = args.indexOf('--lang');
  const asked = at === -1 ? args.find((arg) => arg.startsWith('--lang='))?.slice(7) : args[at + 1];
  return asked === 'zh' || asked === 'en' ? asked : terminalLanguage(env);
};
