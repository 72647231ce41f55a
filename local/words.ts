import type { TerminalLanguage } from '../lib/terminal-language.ts';

/** What the terminal is told. A line that starts with two spaces belongs to the list above it. */
export type Words = {
  readonly started: (urls: {
    readonly open: string;
    readonly service: string;
    readonly simulator: string;
    readonly data: string;
    readonly log: string;
  }) => readonly string[];
  readonly scan: string;
  readonly ended: string;
  readonly reloaded: (name: string) => string;
  readonly notReloaded: (name: string, problem: string) => string;
  readonly broken: (name: string, problem: string) => string;
  readonly help: readonly string[];
  readonly failed: {
    readonly portTaken: (port: number) => string;
    readonly folderInUse: (folder: string, pid: number) => string;
    readonly unwritable: (place: string) => string;
    readonly damagedData: (place: string) => string;
    readonly bundling: (problem: string) => string;
    readonly notInstalled: (name: string) => string;
    readonly noLan: string;
    readonly badArgument: (argument: string) => string;
    readonly other: (problem: string) => string;
  };
};

const zh: Words = {
  started: ({ open, service, simulator, data, log }) => [
    '一次（yici）已在本机运行，不需要 AWS，也不需要微信账号。',
    '',
    `  请打开  ${open}`,
    '',
    `  服务    ${service}`,
    `  微信    ${simulator}（模拟器：确认页、收件箱、各种开关）`,
    `  数据    ${data}（下次启动还在；npm start -- --fresh 从头开始）`,
    `  日志    ${log}`,
    '',
    '按 Ctrl-C 结束。',
  ],
  scan: '用同一 Wi-Fi 下的手机扫一扫：',
  ended: '已结束。',
  reloaded: (name) => `已重新加载 ${name}`,
  notReloaded: (name, problem) => `${name} 未能重新加载，仍在用旧的：${problem}`,
  broken: (name, problem) => `函数 ${name} 没能启动：${problem}`,
  help: [
    '用法：npm start -- [选项]',
    '',
    '  --port 端口            服务的端口，默认 3000（或环境变量 PORT）',
    '  --simulator-port 端口  微信模拟器的端口，默认 3001（或环境变量 SIMULATOR_PORT）',
    '  --data 目录            数据放在哪里，默认 .yici',
    '  --fresh                清空上次的数据再启动',
    '  --lan                  绑定本机的局域网地址，并打印二维码，供手机试用',
    '  --watch                源码改动后自动重新构建、加载（npm run dev）',
    '  --verbose              把函数的日志也打印到终端',
    '  --help                 显示这些',
  ],
  failed: {
    portTaken: (port) => `端口 ${port} 已被别的程序占用，请用 --port 或 --simulator-port 换一个。`,
    folderInUse: (folder, pid) =>
      `数据目录 ${folder} 正被另一个 yici（进程 ${pid}）使用，请先结束它，或用 --data 换一个目录。`,
    unwritable: (place) => `无法写入 ${place}，请检查它的权限，或用 --data 换一个目录。`,
    damagedData: (place) => `数据 ${place} 已损坏，可用 npm start -- --fresh 清空后重来。`,
    bundling: (problem) => `源码无法构建：${problem}`,
    notInstalled: (name) => `缺少 ${name}，请先运行 npm ci。`,
    noLan: '本机没有局域网地址，--lan 无法使用。',
    badArgument: (argument) => `不认识 ${argument}，可用 npm start -- --help 查看选项。`,
    other: (problem) => `无法继续：${problem}`,
  },
};

const en: Words = {
  started: ({ open, service, simulator, data, log }) => [
    'yici runs on this machine, without AWS and without a WeChat account.',
    '',
    `  open       ${open}`,
    '',
    `  service    ${service}`,
    `  WeChat     ${simulator}  (simulator: confirm page, inbox, switches)`,
    `  data       ${data}  (kept; npm start -- --fresh starts over)`,
    `  log        ${log}`,
    '',
    'Ctrl-C ends it.',
  ],
  scan: 'Scan with a phone on the same network:',
  ended: 'Ended.',
  reloaded: (name) => `reloaded ${name}`,
  notReloaded: (name, problem) => `${name} was not reloaded, the old one goes on: ${problem}`,
  broken: (name, problem) => `the function ${name} does not start: ${problem}`,
  help: [
    'Usage: npm start -- [options]',
    '',
    '  --port PORT            of the service, 3000 by default (or the variable PORT)',
    '  --simulator-port PORT  of the WeChat simulator, 3001 by default (or SIMULATOR_PORT)',
    '  --data FOLDER          where data is kept, .yici by default',
    '  --fresh                forget what earlier runs left',
    "  --lan                  use the machine's private address and print a QR code for a phone",
    '  --watch                rebuild and reload what changes (npm run dev)',
    "  --verbose              print the functions' log as well",
    '  --help                 this',
  ],
  failed: {
    portTaken: (port) =>
      `Port ${port} is taken by another program: choose another one with --port or --simulator-port.`,
    folderInUse: (folder, pid) =>
      `The data folder ${folder} is used by another yici (process ${pid}): end that one, or choose another folder with --data.`,
    unwritable: (place) =>
      `${place} cannot be written: mind its permissions, or choose another folder with --data.`,
    damagedData: (place) =>
      `The data in ${place} is damaged: npm start -- --fresh starts over without it.`,
    bundling: (problem) => `The source does not build: ${problem}`,
    notInstalled: (name) => `${name} is missing: run npm ci first.`,
    noLan: 'This machine has no private network address, so --lan cannot work.',
    badArgument: (argument) =>
      `${argument} is not understood: npm start -- --help shows the options.`,
    other: (problem) => `Cannot go on: ${problem}`,
  },
};

export const wordsOf = (language: TerminalLanguage): Words => (language === 'zh' ? zh : en);
