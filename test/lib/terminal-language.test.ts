import { expect, test } from 'vitest';
import { terminalLanguage } from '../../lib/terminal-language.ts';

test.each<[Record<string, string>, string]>([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'zh-TW' }, 'zh'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'C' }, 'en'],
  [{ LANG: 'de_DE' }, 'en'],
  [{ LANG: 'en_US', LC_ALL: 'zh_CN' }, 'zh'],
  [{ LANG: 'zh_CN', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
])('%o is spoken to in %s', (env, language) => {
  expect(terminalLanguage(env)).toBe(language);
});
