import type { OptionSpec } from '../command.ts';
import type { Text } from '../text.ts';

export const programWords = {
  usage: { zh: '<命令> [选项]', en: '<command> [options]' },
  about: {
    zh: '一次（yici）的运维命令行：密钥、检查、结果不明的处理。',
    en: "The operator's command line of yici: secrets, checks, and sends whose outcome is unknown.",
  },
  after: {
    zh: [
      '对 npm start 用 --stage local；对 AWS 用 yici.config.ts 里的环境名和平常的 AWS 环境变量',
      '（AWS_PROFILE、AWS_ENDPOINT_URL 等）。',
      '退出码：0 成功，1 失败或有问题，2 命令行用错，3 没有找到或无法判断。说明见 docs/cli.zh-CN.md。',
    ].join('\n'),
    en: [
      'Use --stage local for npm start; for AWS a stage of yici.config.ts and the usual AWS variables',
      '(AWS_PROFILE, AWS_ENDPOINT_URL and so on).',
      'Exit codes: 0 ok, 1 failed or wrong, 2 usage, 3 not found or cannot tell. See docs/cli.md.',
    ].join('\n'),
  },
} as const satisfies Record<string, Text>;

export const globalOptions: readonly OptionSpec[] = [
  {
    flags: '--stage <name>',
    text: {
      zh: '哪个环境：yici.config.ts 里的名字，只有一个时可以不写；或 local（本机的 npm start）',
      en: 'which stage: its name in yici.config.ts, not needed where there is one; or local (npm start on this machine)',
    },
  },
  {
    flags: '--config <file>',
    text: {
      zh: '配置文件，默认是变量 YICI_CONFIG 或 yici.config.ts',
      en: 'configuration, by default the variable YICI_CONFIG or yici.config.ts',
    },
  },
  {
    flags: '--data <folder>',
    text: {
      zh: 'npm start 的数据目录，默认 .yici',
      en: 'data folder of npm start, .yici by default',
    },
  },
  {
    flags: '--service-url <url>',
    text: {
      zh: '服务地址，默认取自堆栈的输出 ApiUrl',
      en: "address of the service, the stack's output ApiUrl by default",
    },
  },
  {
    flags: '--credits-table <name>',
    text: {
      zh: '机会表的名字，默认取自堆栈',
      en: "name of the credits table, the stack's by default",
    },
  },
  {
    flags: '--json',
    text: {
      zh: '标准输出只有一个 JSON 值',
      en: 'one JSON value on standard output, and nothing else',
    },
  },
  {
    flags: '--lang <language>',
    text: { zh: '语言，默认按 LANG', en: 'language, by LANG if not given' },
    choices: ['zh', 'en'],
  },
];

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法:',
  'Arguments:': '参数:',
  'Options:': '选项:',
  'Global Options:': '通用选项:',
  'Commands:': '命令:',
};

export const helpWords = {
  titles,
  helpOption: { zh: '显示帮助', en: 'show this help' },
  helpCommand: { zh: '显示一个命令的帮助', en: 'show the help of a command' },
} as const;

export type Place = {
  /** The names of the command that was being read: `['keys', 'add']`. */
  readonly path: readonly string[];
  /** The commands below it. */
  readonly known: readonly string[];
};

/**
 * What commander found wrong, by its code. It quotes names of options and commands in `'…'` and ends
 * in what it would have taken, or in the name that is nearest.
 */
export const usageWords = (code: string, message: string, { path, known }: Place): Text => {
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  const choices = / Allowed choices are ([\w, -]+)\.$/.exec(message)?.[1]?.split(', ');
  const nearest = /\(Did you mean (?:one of )?([\w, -]+)\?\)$/.exec(message)?.[1]?.split(', ');
  const found = usageSentences[code]?.(quoted);
  const more =
    choices !== undefined
      ? { zh: `，可选：${choices.join('、')}`, en: `: it takes ${orList(choices)}` }
      : nearest !== undefined
        ? { zh: `，是不是 ${nearest.join('、')}？`, en: `: did you mean ${orList(nearest)}?` }
        : code === 'commander.unknownCommand'
          ? { zh: `，有：${known.join('、')}`, en: `: there are ${known.join(', ')}` }
          : { zh: '', en: '' };
  const help = `npm run yici -- ${[...path, '--help'].join(' ')}`;
  return {
    zh: `${ended(`${found?.zh ?? '命令行无法理解'}${more.zh}`, '。')}用 ${help} 查看用法。`,
    en: `${ended(`${found?.en ?? 'The command line is not understood'}${more.en}`, '.')} For its use: ${help}`,
  };
};

const orList = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' or ');

const ended = (sentence: string, stop: string): string =>
  /[?？]$/.test(sentence) ? sentence : sentence + stop;

const usageSentences: Readonly<Record<string, (quoted: string) => Text>> = {
  'commander.help': () => ({ zh: '没有写命令', en: 'No command was given' }),
  'commander.unknownCommand': () => ({ zh: '没有这个命令', en: 'There is no such command' }),
  'commander.unknownOption': (name) => ({
    zh: `没有选项 ${name}`,
    en: `There is no option ${name}`,
  }),
  'commander.missingArgument': (name) => ({
    zh: `缺少参数 <${name}>`,
    en: `The argument <${name}> is missing`,
  }),
  'commander.excessArguments': () => ({ zh: '参数太多了', en: 'There are too many arguments' }),
  'commander.optionMissingArgument': (name) => ({
    zh: `选项 ${name} 后面要有值`,
    en: `The option ${name} needs a value`,
  }),
  'commander.invalidArgument': (name) => ({
    zh: `选项 ${name} 的值不在可选范围内`,
    en: `The option ${name} does not take this value`,
  }),
};
