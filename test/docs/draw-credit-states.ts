// The picture of a credit's states, in both languages. `node test/docs/draw-credit-states.ts` writes it; a test
// holds it to the transitions that there are.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edge, ShownState } from './credit-states.ts';
import { root } from './markdown.ts';

export type PictureLanguage = 'en' | 'zh';
type Words = Readonly<Record<PictureLanguage, readonly string[]>>;
type Point = readonly [x: number, y: number];

type Arrow = {
  /** The transitions that it stands for. */
  readonly edges: readonly Edge[];
  readonly path: string;
  /** The middle of its first line of words. */
  readonly at: Point;
  readonly words: Words;
  readonly dashed?: true;
};

const boxes: Readonly<Record<ShownState, Point>> = {
  none: [100, 270],
  available: [350, 270],
  sending: [670, 270],
  unknown: [970, 270],
  spent: [670, 130],
  void: [670, 420],
  expired: [350, 420],
};
const meanings: Readonly<Record<ShownState, Readonly<Record<PictureLanguage, string>>>> = {
  none: { en: 'nothing, or erased', zh: '没有，或已抹除' },
  available: { en: 'one message may be sent', zh: '可以发一条' },
  sending: { en: 'for 50 s at most', zh: '最多 50 秒' },
  unknown: { en: 'it may have arrived', zh: '可能已送达' },
  spent: { en: 'WeChat took the message', zh: '微信已受理' },
  void: { en: 'WeChat refused it', zh: '微信已拒绝' },
  expired: { en: 'if a lifetime is configured', zh: '仅当配置了有效期' },
};

const states = Object.keys(boxes) as readonly ShownState[];
const late = { en: '(too late)', zh: '（迟到的结果）' } as const;

export const arrows: readonly Arrow[] = [
  {
    edges: ['none -> available: record'],
    path: 'M188,262 H260',
    at: [225, 252],
    words: { en: ['confirm'], zh: ['用户确认'] },
  },
  {
    edges: states
      .filter((state) => state !== 'none')
      .map((state): Edge => `${state} -> none: erase`),
    path: 'M262,286 H190',
    at: [225, 304],
    words: { en: ['erase,', 'from any state'], zh: ['抹除', '（任何状态）'] },
    dashed: true,
  },
  {
    edges: ['available -> sending: claim'],
    path: 'M438,258 H580',
    at: [510, 248],
    words: { en: ['claim'], zh: ['占用'] },
  },
  {
    edges: [
      'sending -> available: release',
      'sending -> available: settle, sent',
      'sending -> available: settle, no chance',
      'sending -> available: settle, refused',
      'sending -> available: settle, unknown',
      'sending -> available: the lease ends',
    ],
    path: 'M582,284 H440',
    at: [510, 302],
    words: {
      en: ['release: nothing left;', 'or it is over, and the', 'user confirmed again'],
      zh: ['释放：确定没有发出；', '或发送结束，而用户', '期间又确认了'],
    },
  },
  {
    edges: ['sending -> spent: settle, sent'],
    path: 'M670,242 V160',
    at: [738, 206],
    words: { en: ['settle: errcode 0'], zh: ['结算：errcode 0'] },
  },
  {
    edges: ['sending -> void: settle, no chance', 'sending -> void: settle, refused'],
    path: 'M670,298 V390',
    at: [746, 342],
    words: { en: ['settle: no chance,', 'or refused'], zh: ['结算：没有机会', '或被拒绝'] },
  },
  {
    edges: ['sending -> unknown: settle, unknown', 'sending -> unknown: the lease ends'],
    path: 'M758,258 H880',
    at: [820, 232],
    words: {
      en: ['no certain answer, or', 'the process died'],
      zh: ['没有确定的答复，', '或进程中断'],
    },
  },
  {
    edges: ['unknown -> sending: reopen'],
    path: 'M882,284 H760',
    at: [820, 302],
    words: { en: ['probe, by policy', 'reconcile only'], zh: ['探询（仅 reconcile', '策略）'] },
    dashed: true,
  },
  {
    edges: [
      'unknown -> available: record',
      'unknown -> available: resolve, not delivered',
      'unknown -> available: release',
    ],
    path: 'M975,242 C975,-20 350,-20 350,240',
    at: [662, 30],
    words: {
      en: ['confirm again, or an operator: not delivered; never by time alone'],
      zh: ['用户再次确认，或运维确认未送达；绝不会因为时间过去'],
    },
  },
  {
    edges: ['unknown -> spent: resolve, delivered', 'unknown -> spent: settle, sent'],
    path: 'M930,242 C895,170 850,140 760,134',
    at: [835, 122],
    words: { en: ['an operator: delivered'], zh: ['运维确认已送达'] },
  },
  {
    edges: ['unknown -> void: settle, no chance', 'unknown -> void: settle, refused'],
    path: 'M945,298 C925,380 870,415 760,420',
    at: [935, 412],
    words: { en: ['refused', late.en], zh: ['被拒绝', late.zh] },
    dashed: true,
  },
  {
    edges: ['spent -> available: record'],
    path: 'M582,134 C470,140 400,180 378,240',
    at: [480, 128],
    words: { en: ['confirm again'], zh: ['再次确认'] },
  },
  {
    edges: ['void -> available: record'],
    path: 'M582,414 C500,405 440,370 414,300',
    at: [522, 434],
    words: { en: ['confirm again'], zh: ['再次确认'] },
  },
  {
    edges: ['available -> expired: the lifetime ends'],
    path: 'M338,298 V390',
    at: [292, 340],
    words: { en: ['its lifetime', 'ends'], zh: ['有效期', '结束'] },
  },
  {
    edges: ['expired -> available: record'],
    path: 'M362,392 V300',
    at: [390, 350],
    words: { en: ['confirm'], zh: ['确认'] },
  },
];

const title = {
  en: 'The states of a credit, and what leads from one to another',
  zh: '一次授权的状态，以及状态之间的变化',
} as const;

const style = `
text { font: 13px system-ui, -apple-system, 'Segoe UI', 'Noto Sans CJK SC', sans-serif; fill: #1f2328; text-anchor: middle; }
.state { font-weight: 600; font-size: 15px; }
.meaning, .words { font-size: 12px; }
.meaning { fill: #57606a; }
.paper { fill: #ffffff; }
.box { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.2; }
.box.available { fill: #dafbe1; stroke: #1a7f37; }
.box.unknown { fill: #fff8c5; stroke: #9a6700; }
.arrow { fill: none; stroke: #57606a; stroke-width: 1.4; marker-end: url(#head); }
.dashed { stroke-dasharray: 5 4; }
#head path { fill: #57606a; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .meaning { fill: #9198a1; }
  .paper { fill: #0d1117; }
  .box { fill: #151b23; stroke: #9198a1; }
  .box.available { fill: #12261e; stroke: #3fb950; }
  .box.unknown { fill: #272115; stroke: #d29922; }
  .arrow { stroke: #9198a1; }
  #head path { fill: #9198a1; }
}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const drawBox = (state: ShownState, language: PictureLanguage): string => {
  const [x, y] = boxes[state];
  return `<rect class="box ${state}" x="${x - 88}" y="${y - 28}" width="176" height="56" rx="8"/>
<text class="state" x="${x}" y="${y - 3}">${state}</text>
<text class="meaning" x="${x}" y="${y + 15}">${meanings[state][language]}</text>`;
};

const drawArrow = ({ path, at: [x, y], words, dashed }: Arrow, language: PictureLanguage): string =>
  [
    `<path class="arrow${dashed ? ' dashed' : ''}" d="${path}"/>`,
    ...words[language].map(
      (line, row) => `<text class="words" x="${x}" y="${y + row * 15}">${escaped(line)}</text>`,
    ),
  ].join('\n');

/** The whole picture as SVG, for light and dark. */
export const drawCreditStates = (
  language: PictureLanguage,
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1070 470" role="img" lang="${language}">
<title>${title[language]}</title>
<style>${style}
</style>
<defs><marker id="head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0,0 L10,5 L0,10 z"/></marker></defs>
<rect class="paper" width="1070" height="470" rx="8"/>
${arrows.map((arrow) => drawArrow(arrow, language)).join('\n')}
${states.map((state) => drawBox(state, language)).join('\n')}
</svg>
`;

export const pictures: Readonly<Record<PictureLanguage, string>> = {
  en: 'docs/images/credit-states.svg',
  zh: 'docs/images/credit-states.zh-CN.svg',
};

if (import.meta.main) {
  for (const language of ['en', 'zh'] as const) {
    writeFileSync(join(root, pictures[language]), drawCreditStates(language));
  }
}
