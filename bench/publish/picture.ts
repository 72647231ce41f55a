import type { Results } from '../results.ts';
import type { Language } from './language.ts';
import { words } from './words.ts';

type Panel = { readonly title: string; readonly bars: readonly (readonly [string, number])[] };

const width = 820;
const margin = 28;
const rowHeight = 22;
const titleHeight = 34;
const gap = 18;
const labelWidth = 210;
const barWidth = width - 2 * margin - labelWidth - 70;

/**
 * The README's picture. A light card of its own, so that it reads the same on a page that is dark.
 */
export const pictureOf = (results: Results, language: Language): string => {
  const drawn: string[] = [];
  let top = margin;
  for (const panel of panelsOf(results, language)) {
    drawn.push(drawPanel(panel, top));
    top += titleHeight + panel.bars.length * rowHeight + gap;
  }
  const height = top - gap + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="-apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif" font-size="13">`,
    `<title>${words[language].title}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="#ffffff" stroke="#8c959f"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
};

const panelsOf = (
  { cold, sends, throttled, tokens, cost }: Results,
  language: Language,
): readonly Panel[] => {
  const text = words[language];
  const bars = <Name extends string>(
    names: readonly Name[],
    of: (name: Name) => number,
  ): Panel['bars'] => names.map((name) => [text.subjects[name] ?? name, of(name)]);
  const most = tokens.at(-1);
  return [
    {
      title: text.cold,
      bars: bars(
        ['floor', 'tuned', 'yici', 'typical', 'typical, CDK defaults'] as const,
        (name) => cold[name].cpu.median,
      ),
    },
    ...('skipped' in throttled
      ? []
      : [
          {
            title: text.small,
            bars: bars(
              ['yici', 'typical, primed', 'typical'] as const,
              (name) => throttled.subjects[name].firstWall.median,
            ),
          },
        ]),
    {
      title: text.warm,
      bars: bars(
        ['floor', 'yici', 'typical', 'co-wechat-api', '@tnwx/wxmp', 'node-easywechat'] as const,
        (name) => sends[name].cpu.median,
      ),
    },
    ...(most === undefined
      ? []
      : [
          {
            title: text.tokens(most.environments),
            bars: bars(
              ['yici', 'co-wechat-api', '@tnwx/wxmp', 'node-easywechat'] as const,
              (name) => most.calls[name],
            ),
          },
        ]),
    { title: text.cost, bars: bars(['yici', 'typical'] as const, (name) => cost.totals[name]) },
  ];
};

const drawPanel = ({ title, bars }: Panel, top: number): string => {
  const largest = Math.max(...bars.map(([, amount]) => amount));
  const rows = bars.flatMap(([label, amount], index) => {
    const y = top + titleHeight + index * rowHeight;
    const length = Math.max(1.5, (amount / largest) * barWidth);
    const isOurs = label === 'yici';
    const x = margin + labelWidth;
    return [
      `<text x="${x - 10}" y="${y + 13}" text-anchor="end" fill="#1f2328"${isOurs ? ' font-weight="700"' : ''}>${label}</text>`,
      `<rect x="${x}" y="${y + 2}" width="${length.toFixed(1)}" height="15" rx="2" fill="${isOurs ? '#07c160' : '#8c959f'}"/>`,
      `<text x="${(x + length + 7).toFixed(1)}" y="${y + 13}" fill="#1f2328">${shown(amount)}</text>`,
    ];
  });
  return [
    `<text x="${margin}" y="${top + 15}" font-weight="600" fill="#1f2328">${title}</text>`,
    ...rows,
  ].join('\n');
};

const shown = (amount: number): string =>
  Number.isInteger(amount) || amount >= 100
    ? String(Math.round(amount))
    : amount.toFixed(amount < 20 ? 2 : 1);
