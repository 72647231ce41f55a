import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { apis } from '../../local/wechat-simulator/apis.ts';
import { assumptionSettings } from '../../local/wechat-simulator/assumptions.ts';
import { controls } from '../../local/wechat-simulator/control-plane.ts';
import { quirkSettings } from '../../local/wechat-simulator/quirks.ts';

const folder = join(import.meta.dirname, '../../local/wechat-simulator');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

it('the README names every path and every control', () => {
  for (const path of apis.keys()) expect(readme).toContain(` ${path}\``);
  for (const route of controls.keys()) expect(readme).toContain(`\`${route}\``);
});

it('the README lists every switch with its values, the initial one first', () => {
  for (const { name, allowed, initial, label } of [...assumptionSettings, ...quirkSettings]) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` `)) ?? '';
    const [, , values = '', source = ''] = row.split('|');
    expect(values.trim().startsWith(`\`${initial}\``), name).toBe(true);
    if (allowed !== 'seconds')
      for (const value of allowed) expect(values).toContain(`\`${value}\``);
    expect(source, name).toContain(label);
  }
});
