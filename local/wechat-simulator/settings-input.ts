import type { JsonObject } from './calls.ts';
import { BadInput } from './control-input.ts';
import { allowedInWords, isAllowed, type Setting, type SettingValue } from './settings.ts';

/** Names and values of switches, each checked against its row. */
export function readSettings<Values>(
  given: JsonObject,
  settings: readonly Setting[],
  noun: 'assumption' | 'quirk',
): Partial<Values> {
  const entries = Object.entries(given).map(([name, value]): [string, SettingValue] => {
    const setting = settings.find((one) => one.name === name);
    if (setting === undefined) {
      const names = settings.map((one) => one.name).join(', ');
      throw new BadInput(name, value, `left out: each ${noun} is one of ${names}`);
    }
    if (!isAllowed(setting, value)) throw new BadInput(name, value, allowedInWords(setting));
    return [name, value];
  });
  return Object.fromEntries(entries) as Partial<Values>;
}
