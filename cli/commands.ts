import type { Command } from './command.ts';
import { explain } from './commands/explain.ts';

/** In the order in which an operator meets them. */
export const commands: readonly Command[] = [explain];
