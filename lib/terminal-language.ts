export type TerminalLanguage = 'zh' | 'en';

/** As POSIX ranks the variables; where none is set (Windows), what the system says. */
export const terminalLanguage = (
  env: Readonly<Record<string, string | undefined>>,
): TerminalLanguage => {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((each) => each);
  const locale = named ?? Intl.DateTimeFormat().resolvedOptions().locale;
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};
