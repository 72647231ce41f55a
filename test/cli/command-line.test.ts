import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { runHere } from './in-process.ts';
import { yici, yiciJson } from './yici.ts';

const commandFiles = readdirSync(join(import.meta.dirname, '../../cli/commands')).map((file) =>
  file.replace(/\.ts$/, ''),
);

/** Each command and each one below it, by what has to be typed. */
const everyCommand = commands.flatMap((command) =>
  'commands' in command
    ? [
        { path: [command.name], summary: command.summary, options: [] },
        ...command.commands.map(({ name, summary, options = [] }) => ({
          path: [command.name, name],
          summary,
          options,
        })),
      ]
    : [{ path: [command.name], summary: command.summary, options: command.options ?? [] }],
);

describe('help', () => {
  test('every file in cli/commands is a command, and each is in the list', async () => {
    const { stdout, code } = await yici(['--help', '--lang', 'en']);

    expect(code).toBe(0);
    expect(commands.map(({ name }) => name).sort()).toEqual(commandFiles.sort());
    for (const { name, summary } of commands) {
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${name} ${summary.en}`.slice(0, 40));
    }
  });

  test.each([
    [['--help'], { LANG: 'zh_CN.UTF-8' }],
    [['--help'], { LANG: 'en_US.UTF-8', LC_ALL: 'zh_TW.UTF-8' }],
    [['--help', '--lang', 'zh'], { LANG: 'en_US.UTF-8' }],
    [['--lang=zh', 'help'], { LANG: 'en_US.UTF-8' }],
  ])('%j under %j is Chinese', async (args, env) => {
    const { stdout } = await runHere(args, env);

    expect(stdout).toContain('用法: npm run yici -- <命令> [选项]');
    expect(stdout).not.toMatch(/Usage|Options|Commands|display help/);
  });

  test.each(['zh', 'en'])(
    'of every command in %s says what it does and what it takes',
    async (lang) => {
      for (const { path, summary, options } of everyCommand) {
        const { stdout, code } = await runHere([...path, '--help', '--lang', lang]);

        expect(code).toBe(0);
        const words = stdout.replaceAll(/\s+/g, '');
        expect(words).toContain((lang === 'zh' ? summary.zh : summary.en).replaceAll(/\s+/g, ''));
        for (const { flags } of options) expect(stdout).toContain(flags);
        if (lang === 'zh') expect(stdout).not.toMatch(/Usage|Options:|Arguments:|choices/);
      }
    },
    60_000,
  );
});

describe('help on a command', () => {
  test.each([
    [
      ['help', 'keys', 'add'],
      ['keys', 'add', '--help'],
    ],
    [
      ['help', 'keys'],
      ['keys', '--help'],
    ],
    [['help'], ['--help']],
  ])('%j is the same as %j', async (words, option) => {
    const { stdout, code } = await runHere(words);

    expect(code).toBe(0);
    expect(stdout).toBe((await runHere(option)).stdout);
  });

  test.each([[[]], [['keys']]])(
    '%j, which is no command yet, shows what there is',
    async (args) => {
      const { stderr } = await runHere(args);
      const { stdout } = await runHere([...args, '--help']);

      expect(stderr).toContain(stdout);
    },
  );

  test('is not mixed into JSON', async () => {
    const { json, stderr } = await yiciJson([]);

    expect(json).toEqual({ error: { code: 'usage', message: expect.any(String) } });
    expect(stderr).toBe('');
  });

  test('says when --stage may be left out', async () => {
    const { stdout } = await runHere(['--help']);

    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('not needed where there is one');
  });
});

test('a value of --lang that is none is told those that are', async () => {
  const { code, stderr } = await runHere(['token', '--lang', 'fr']);

  expect(code).toBe(2);
  expect(stderr).toContain(
    'The option --lang <language> does not take this value: it takes zh or en.',
  );
});

describe('a command line that cannot be used', () => {
  const bad = [
    [[], 'No command was given.', '没有写命令。'],
    [['keys'], 'No command was given.', '没有写命令。'],
    [
      ['frobnicate'],
      'There is no such command: there are init, doctor,',
      '没有这个命令，有：init、doctor、',
    ],
    [['tokn'], 'There is no such command: did you mean token?', '没有这个命令，是不是 token？'],
    [['keys', 'ad'], 'did you mean add? For its use: npm run yici -- keys --help', '是不是 add？'],
    [
      ['help', 'keys', 'frob'],
      'there are list, add, rotate, revoke.',
      '有：list、add、rotate、revoke。',
    ],
    [['link'], 'Write link <openid> <scene> <return>, or', '要写 link <openid> <scene> <return>，'],
    [['token', '--frob'], 'There is no option --frob.', '没有选项 --frob。'],
    [['token', '--jsn'], 'There is no option --jsn: did you mean --json?', '是不是 --json？'],
    [['credits'], 'The argument <openid> is missing.', '缺少参数 <openid>。'],
    [['credits'], 'npm run yici -- credits --help', 'npm run yici -- credits --help'],
    [
      ['keys', 'revoke'],
      'npm run yici -- keys revoke --help',
      'npm run yici -- keys revoke --help',
    ],
    [
      ['init', '--force', 'x'],
      'it takes appsecret, sealing-keys, pseudonym-key or all.',
      '可选：appsecret、',
    ],
    [['token', 'x'], 'There are too many arguments.', '参数太多了。'],
    [['rotate-keys', '--retire'], 'needs a value', '后面要有值'],
    [['link', 'a', 'b', 'c', '--door', 'x'], 'does not take this value', '不在可选范围内'],
    [['credits', 'x'], 'An openid has 20 to 64 characters', 'openid 要有 20 到 64 个字符'],
    [['credits', 'o'.repeat(28), '10001'], 'an integer from 0 to 10000', '0 到 10000 的整数'],
    [['unknown', '--page-size', '0'], '--page-size must be an integer', '--page-size 要写'],
    [['rotate-keys', '--retire', '1'], 'two lower-case hex digits', '两位十六进制'],
    [['token', '--service-url', 'x'], 'must be a whole address', '完整的地址'],
    [['token', '--config', '/nowhere.ts'], 'no configuration at', '没有配置文件'],
    [['token', '--stage', 'nowhere'], 'There is no such stage', '没有这个环境'],
  ] as const;

  test.each(bad)('%j is answered in both languages, with exit code 2', async (args, en, zh) => {
    const english = await runHere([...args, '--lang', 'en']);
    const chinese = await runHere([...args], { LANG: 'zh_CN.UTF-8' });

    expect(english).toMatchObject({ code: 2, stdout: '' });
    expect(english.stderr).toContain(en);
    expect(chinese).toMatchObject({ code: 2, stdout: '' });
    expect(chinese.stderr).toContain(zh);
    expect(english.stderr + chinese.stderr).not.toMatch(/\n\s+at /);
  });

  test('is a JSON value when JSON was asked for', async () => {
    const { code, json, stderr } = await yiciJson(['credits', 'x']);

    expect(code).toBe(2);
    expect(json).toEqual({ error: { code: 'usage', message: expect.stringContaining('openid') } });
    expect(stderr).toBe('');
  });

  // Of no account: titles are printed.
  const secret = '0ddba11c0ffee0ddba11c0ffee0ddba1';
  const openid = 'oK7c1s0LiLei8Qf3Zx9mW2pTnA4d';
  test.each([
    [['init', secret], secret],
    [['init', `--appsecret=${secret}`], secret],
    [['init', '--appsecret', secret], secret],
    [['init', `--force=${secret}`], secret],
    [[openid], openid],
    [['credits', `${openid}!`], openid],
    [['credits', openid, openid], openid],
    [['link', openid, '1', 'x', '--door', openid], openid],
  ])('%j is refused without showing the value', async (args, value) => {
    const { code, stdout, stderr } = await runHere(args);

    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(value);
  });
});
