import type { KeyRole, KeyView } from '../rotation/plan.ts';
import type { Text } from '../text.ts';

const at = (timeMs: number): string => new Date(timeMs).toISOString();

const roles: Readonly<Record<KeyRole, Text>> = {
  signs: { zh: '正在签', en: 'signs' },
  waits: { zh: '已发布，等着签', en: 'published, waits to sign' },
  opens: { zh: '只用来验从前的链接', en: 'opens links of before' },
};

export const keyLine = ({ kid, role, signsFromMs, retireFromMs }: KeyView): Text => {
  const { zh, en } = roles[role];
  const retire = retireFromMs === undefined ? undefined : at(retireFromMs);
  return {
    zh: `  ${kid}  自 ${at(signsFromMs)} 起签，${zh}${retire === undefined ? '' : `，${retire} 起可以退役`}`,
    en: `  ${kid}  signs from ${at(signsFromMs)}, ${en}${retire === undefined ? '' : `, may retire from ${retire}`}`,
  };
};

export const rotateWords = {
  summary: {
    zh: '更换封印密钥：先发布，十分钟后签，旧的过期后退役',
    en: 'rotate the sealing key: publish, sign ten minutes later, retire the old one when its links are over',
  },
  details: {
    zh: '第一次运行发布新密钥；八天后再用 --retire <旧的 kid>。中间没有链接会失效。',
    en: 'Run it once to publish a new key, and eight days later with --retire <old kid>. No link breaks in between.',
  },
  retire: { zh: '让这个旧密钥退役', en: 'take out this old key' },
  dryRun: { zh: '只显示打算', en: 'show the plan only' },
  yes: { zh: '不再询问', en: 'do not ask' },
  kidForm: {
    zh: '--retire 要写 kid：两位十六进制小写，如 01。',
    en: '--retire takes a kid: two lower-case hex digits such as 01.',
  },
  now: { zh: '现在：', en: 'Now:' },
  after: { zh: '之后：', en: 'Then:' },
  question: { zh: '写入吗？', en: 'Write it?' },
  written: (action: 'publish' | 'retire'): Text =>
    action === 'publish'
      ? {
          zh: '已发布。到时自动开始签，不用再做什么。',
          en: 'Published. It signs when its time comes, without anything more to do.',
        }
      : { zh: '已退役。', en: 'Retired.' },
  none: {
    zh: '还没有封印密钥：先运行 init。',
    en: 'There are no sealing keys yet: run init first.',
  },
  malformed: {
    zh: '封印密钥不是约定的格式，函数也读不了：从备份或参数的历史版本恢复；恢复不了再用 init --force sealing-keys（发出的链接全部失效）。',
    en: "The sealing keys are not in the documented form, so the functions cannot read them either: restore them from a backup or the parameter's history; failing that, init --force sealing-keys (every link that is out stops working).",
  },
  waiting: (kid: string, signsFromMs: number): Text => ({
    zh: `密钥 ${kid} 已经发布，${at(signsFromMs)} 开始签：等它签了再换下一个。`,
    en: `Key ${kid} is published already and signs from ${at(signsFromMs)}: wait for it before the next one.`,
  }),
  tooSoon: (retireFromMs: number): Text => ({
    zh: `还不能退役：它封过的链接最长活 7 天，${at(retireFromMs)} 起才可以。`,
    en: `It cannot retire yet: links that it sealed live for up to 7 days. It can from ${at(retireFromMs)}.`,
  }),
  too_many: {
    zh: '密钥太多了：先用 --retire 让旧的退役。',
    en: 'There are too many keys: retire old ones first with --retire.',
  },
  in_use: {
    zh: '它正在签或等着签，不能退役：先发布一个新的。',
    en: 'It signs, or waits to: publish another one first.',
  },
  noSuchKey: { zh: '没有这个 kid。', en: 'There is no key with this kid.' },
} as const;
