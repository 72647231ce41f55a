/** What a switch may hold. `null` means "no limit" or "none". */
export type SettingValue = string | number | boolean | null;

/**
 * How well a switch's value is founded. `official`: WeChat's own pages (which may disagree with
 * each other). `reported`: somebody saw it. `assumed`: no source says; this is the simulator's choice.
 */
export type Label = 'official' | 'reported' | 'assumed';

/** One switch of the simulator, as data: read by the control plane, the phone page and the README. */
export type Setting<Name extends string = string> = {
  readonly name: Name;
  /** The values it takes; `seconds` takes null or a whole number of seconds above zero. */
  readonly allowed: readonly SettingValue[] | 'seconds';
  readonly initial: SettingValue;
  readonly label: Label;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  readonly sourceZh: string;
};

export function isAllowed(setting: Setting, value: unknown): value is SettingValue {
  if (setting.allowed !== 'seconds') return setting.allowed.some((one) => one === value);
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0);
}

/** The allowed values in words, for an error message. */
export function allowedInWords(setting: Setting): string {
  if (setting.allowed === 'seconds') return 'null or a whole number of seconds above 0';
  return setting.allowed.map((value) => JSON.stringify(value)).join(', ');
}

export function initialValues(settings: readonly Setting[]): Record<string, SettingValue> {
  return Object.fromEntries(settings.map((setting) => [setting.name, setting.initial]));
}
