import type { CheckName, Line } from '../doctor/facts.ts';
import { padEnd, type Text } from '../text.ts';

export const doctorWords = {
  summary: {
    zh: '逐项检查：凭证、密钥、token、IP 白名单、配额、域名、模板、时钟',
    en: 'look at everything: credentials, secrets, token, allow-list, quota, domain, template, clock',
  },
  details: {
    zh: '每行是正常、有问题或无法判断，并说该怎么办。有一行有问题，退出码就是 1。什么也不改。',
    en: 'Each line is ok, wrong or cannot tell, and says what to do. One wrong line makes the exit code 1. Nothing is changed.',
  },
  looking: (looks: number): Text => ({ zh: `正在看第 ${looks} 项`, en: `looking (${looks})` }),
  sum: (wrong: number, cannotTell: number): Text => ({
    zh: `有问题 ${wrong} 项，无法判断 ${cannotTell} 项。`,
    en: `${wrong} wrong, ${cannotTell} that cannot be told.`,
  }),
} as const;

const statusWords: Readonly<Record<Line['status'], Text>> = {
  ok: { zh: '正常', en: 'ok' },
  wrong: { zh: '有问题', en: 'wrong' },
  cannot_tell: { zh: '无法判断', en: 'cannot tell' },
};

const names: Readonly<Record<CheckName, Text>> = {
  configuration: { zh: '配置', en: 'configuration' },
  credentials: { zh: 'AWS 凭证', en: 'credentials' },
  region: { zh: '区域', en: 'region' },
  service: { zh: '服务地址', en: 'service' },
  appsecret: { zh: 'AppSecret', en: 'appsecret' },
  'sealing-keys': { zh: '封印密钥', en: 'sealing-keys' },
  'pseudonym-key': { zh: '化名密钥', en: 'pseudonym-key' },
  'access-keys': { zh: '后端密钥', en: 'access-keys' },
  'access-token': { zh: 'access_token', en: 'access-token' },
  'allow-list': { zh: 'IP 白名单', en: 'allow-list' },
  quota: { zh: '配额', en: 'quota' },
  'domain-file': { zh: '域名文件', en: 'domain-file' },
  template: { zh: '模板', en: 'template' },
  table: { zh: '机会表', en: 'table' },
  health: { zh: '健康', en: 'health' },
  clock: { zh: '时钟', en: 'clock' },
};

/** For a line that has no more to say than another one. */
export const see = (check: CheckName): Text => ({
  zh: `先看“${names[check].zh}”一行`,
  en: `see ${check} first`,
});

const indent = ' '.repeat(29);

export const diagnosisLines = ({ check, status, finding, todo }: Line): readonly Text[] => {
  const head = (language: keyof Text) =>
    `${padEnd(statusWords[status][language], 13)}${padEnd(names[check][language], 15)} ${indented(finding[language])}`;
  return [
    { zh: head('zh'), en: head('en') },
    ...(todo === undefined
      ? []
      : [{ zh: indent + indented(todo.zh), en: indent + indented(todo.en) }]),
  ];
};

const indented = (text: string): string => text.replaceAll('\n', `\n${indent}`);
