import type { Command, CommandGroup } from './command.ts';
import { credits } from './commands/credits.ts';
import { doctor } from './commands/doctor.ts';
import { erase } from './commands/erase.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { keys } from './commands/keys.ts';
import { link } from './commands/link.ts';
import { resolve } from './commands/resolve.ts';
import { rotateKeys } from './commands/rotate-keys.ts';
import { send } from './commands/send.ts';
import { token } from './commands/token.ts';
import { unknown } from './commands/unknown.ts';
import { voidRestored } from './commands/void-restored.ts';

/** In the order in which an operator meets them. */
export const commands: readonly (Command | CommandGroup)[] = [
  init,
  doctor,
  explain,
  token,
  link,
  send,
  credits,
  unknown,
  resolve,
  erase,
  rotateKeys,
  keys,
  voidRestored,
];
