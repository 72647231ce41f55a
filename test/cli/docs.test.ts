import { execFile, spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { exitCodes } from '../../cli/failure.ts';
import { fences, readPage, root, table, withoutFences } from '../docs/markdown.ts';
import { isFull } from '../support/scale.ts';
import { localWorld } from './local-world.ts';

const run = promisify(execFile);
const world = localWorld();
const pages = [
  { path: 'docs/cli.md', lang: 'en_GB.UTF-8', exitCode: 'Exit code' },
  { path: 'docs/cli.zh-CN.md', lang: 'zh_CN.UTF-8', exitCode: '退出码' },
];
const cut = '--- the next block ---';

const headings = (path: string): readonly string[] =>
  [...withoutFences(readPage(path)).matchAll(/^#+ .*$/gm)].map(([line]) => line);

/** Each block of commands, with the block of text that follows it as its answer. */
const steps = (path: string) => {
  const blocks = fences(readPage(path));
  return blocks.flatMap((block, index) => {
    if (block.language !== 'sh') return [];
    const next = blocks[index + 1];
    return [{ commands: block.text, answer: next?.language === 'text' ? next.text.trim() : '' }];
  });
};

/** What is written as `…` differs each time. */
const pattern = (documented: string): RegExp => {
  const parts = documented
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^\\n]+?')}$`);
};

const curl = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' });
const canPostJson = (curl.stdout ?? '').includes('--json');

/** In little time only one of them: the commands are the same, in both languages. */
describe.skipIf(!canPostJson).each(isFull ? pages : pages.slice(0, 1))(
  '$path',
  ({ path, lang }) => {
    test('has the answers that its commands give, one after another in one shell', async () => {
      const { serviceUrl, simulatorUrl } = world.local();
      const here = (text: string) =>
        text
          .replaceAll('http://127.0.0.1:3000', serviceUrl)
          .replaceAll('http://localhost:3001', simulatorUrl)
          // without npm, which takes longer than the command itself
          .replace('npm run -s yici --', `'${process.execPath}' cli/main.ts`)
          .replace('--stage local', `--stage local --data '${world.dataDir}'`);
      const all = steps(path);
      const script = all.map(({ commands: text }) => here(text)).join(`\necho '${cut}'\n`);

      const { stdout } = await run('sh', ['-euc', script], {
        cwd: root,
        env: {
          PATH: process.env['PATH'] ?? '',
          LANG: lang,
          AWS_CONFIG_FILE: devNull,
          AWS_SHARED_CREDENTIALS_FILE: devNull,
        },
        timeout: 100_000,
      });

      const answers = stdout
        .replaceAll(serviceUrl, 'http://127.0.0.1:3000')
        .replaceAll(simulatorUrl, 'http://localhost:3001')
        .split(`${cut}\n`);
      expect(all.filter(({ answer }) => answer !== '').length).toBeGreaterThan(10);
      for (const [index, { answer }] of all.entries()) {
        expect((answers[index] ?? '').trim()).toMatch(pattern(answer));
      }
    }, 110_000);
  },
);

describe.each(pages)('$path', ({ path, exitCode }) => {
  test('has a section for every command, in the order of the help', () => {
    const sections = headings(path).filter((line) => line.startsWith('### '));

    expect(sections).toEqual(commands.map(({ name }) => `### ${name}`));
  });

  test('has every exit code', () => {
    const codes = table(readPage(path), exitCode).map(([code]) => Number(code));

    expect(codes).toEqual(Object.values(exitCodes).sort((a, b) => a - b));
  });
});

test('both pages have the same sections, commands and options', () => {
  const [english, chinese] = pages.map(({ path }) => ({
    levels: headings(path).map((line) => line.split(' ')[0]),
    commands: steps(path).map((step) => step.commands),
    options: [...new Set(withoutFences(readPage(path)).match(/--[a-z][a-z-]+/g))].sort(),
  }));

  expect(chinese).toEqual(english);
});

test('npm run yici is this command line', async () => {
  const { stdout } = await run('npm', ['run', '-s', 'yici', '--', 'explain', '43101', '--json'], {
    cwd: root,
  });

  expect(JSON.parse(stdout)).toMatchObject({ kind: 'errcode', errcode: 43101 });
});
