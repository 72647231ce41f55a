/** A widget as CloudWatch's dashboard body has it; a grid of 24 columns. */
type Widget = {
  readonly type: 'text' | 'metric' | 'log' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly view?: string;
    readonly stacked?: boolean;
    readonly query?: string;
    readonly alarms?: readonly string[];
    // a metric is a list of names that ends in its options, an expression such options alone
    readonly metrics?: readonly (readonly unknown[])[];
  };
};

export type DashboardBody = { readonly widgets: readonly Widget[] };

const column = 44;
const row = 30;
const gap = 6;
const colors = ['#4c78d0', '#2f9e63', '#d08a2a', '#c2504a', '#8a63c9', '#3c9aa8', '#8b8f97'];

/**
 * The dashboard's layout as an SVG: which widget stands where, and what is in it, without data. Its
 * colours follow the reader's own choice between dark and light.
 */
export const dashboardPicture = ({ widgets }: DashboardBody): string => {
  const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
  const [width, height] = [24 * column + gap, bottom * row + gap];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The dashboard of a stage">`,
    '<style>',
    'svg{--page:#ffffff;--card:#f4f5f7;--edge:#cfd3da;--text:#1c2330;--soft:#5a6474}',
    '@media(prefers-color-scheme:dark){svg{--page:#14181f;--card:#1e242e;--edge:#3a4352;--text:#e6e9ee;--soft:#9aa4b3}}',
    'text{font-family:system-ui,"PingFang SC","Microsoft YaHei",sans-serif;font-size:12px;fill:var(--text)}',
    '.head{font-size:15px;font-weight:600}.name{font-weight:600}.soft{fill:var(--soft);font-size:11px}',
    '.page{fill:var(--page)}.card{fill:var(--card);stroke:var(--edge)}.axis{stroke:var(--edge);fill:none}',
    '</style>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...widgets.map(draw),
    '</svg>',
    '',
  ].join('\n');
};

const draw = (widget: Widget): string => {
  const { type, properties } = widget;
  const [x, y] = [widget.x * column + gap, widget.y * row + gap];
  const [width, height] = [widget.width * column - gap, widget.height * row - gap];
  if (type === 'text') {
    const heading = (properties.markdown ?? '').replace(/^#+ /, '');
    return `<text class="head" x="${x}" y="${y + 18}">${escaped(heading)}</text>`;
  }
  const inside = contents(widget);
  return [
    `<g transform="translate(${x} ${y})">`,
    `<rect class="card" width="${width}" height="${height}" rx="4"/>`,
    `<text class="name" x="10" y="18">${escaped(cut(properties.title ?? '', width - 20))}</text>`,
    ...inside(width, height),
    '</g>',
  ].join('\n');
};

type Draw = (width: number, height: number) => readonly string[];

const contents = (widget: Widget): Draw => {
  const { type, properties } = widget;
  switch (type) {
    case 'text':
      return () => [];
    case 'alarm':
      return names(
        (properties.alarms ?? []).map((arn) => arn.replace(/^.*:alarm:[^-]*-[^-]*-/, '')),
      );
    case 'log':
      return query(properties.query ?? '');
    case 'metric':
      return properties.view === 'singleValue'
        ? numbers(labels(widget))
        : curves(labels(widget), properties.stacked ?? false);
  }
};

/** What CloudWatch would write beside each line: its label, else the metric's own name. */
const labels = ({ properties }: Widget): readonly string[] =>
  (properties.metrics ?? []).flatMap((metric) => {
    const options = metric.at(-1) as { readonly label?: string; readonly visible?: boolean };
    if (options.visible === false) return [];
    return options.label ?? String(metric[1]);
  });

const names =
  (list: readonly string[]): Draw =>
  (width) =>
    list.map((name, index) => {
      const perRow = 6;
      const [across, down] = [index % perRow, Math.floor(index / perRow)];
      const x = 10 + (across * (width - 20)) / perRow;
      const y = 28 + down * 24;
      return `<circle cx="${round(x + 5)}" cy="${y + 5}" r="4" fill="${colors[1]}"/><text class="soft" x="${round(x + 15)}" y="${y + 9}">${escaped(name)}</text>`;
    });

const query =
  (text: string): Draw =>
  (width) =>
    text
      .split('\n')
      .slice(1)
      .map(
        (line, index) =>
          `<text class="soft" x="10" y="${42 + index * 18}">${escaped(cut(line.replace(/^\| /, ''), width - 20))}</text>`,
      );

/** What a number that is not 0 shows while all is well and nobody comes, by its label. */
const atRest: Readonly<Record<string, string>> = { left: '5,400' };

const numbers =
  (list: readonly string[]): Draw =>
  (width) =>
    list.map((label, index) => {
      const x = 10 + (index * (width - 20)) / list.length;
      return `<text class="head" x="${round(x)}" y="48">${atRest[label] ?? '0'}</text><text class="soft" x="${round(x)}" y="68">${escaped(cut(label, (width - 20) / list.length))}</text>`;
    });

/** Curves that mean nothing but which lines there are, and whether they are stacked. */
const curves =
  (list: readonly string[], isStacked: boolean): Draw =>
  (width, height) => {
    const room = width - 20;
    const widest = Math.max(...list.map((label) => label.length)) * letter + 22;
    const perRow = Math.max(1, Math.min(list.length, Math.floor(room / widest)));
    const floor = height - 14 - Math.ceil(list.length / perRow) * 15;
    const apart = (floor - 40) / (list.length + 1);
    const lines = list.map((_, index) => {
      const base = floor - (index + 1) * apart;
      const swing = Math.min(isStacked ? apart / 3 : apart / 1.5, 14);
      const points = Array.from({ length: 6 }, (_unused, n) => {
        const up = (n + index) % 2 === 0 ? swing : -swing / 2;
        return `${round(10 + (n * room) / 5)} ${round(base - up)}`;
      });
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${color(index)}" stroke-width="1.6"/>`;
    });
    const legend = list.map((label, index) => {
      const x = round(10 + ((index % perRow) * room) / perRow);
      const y = floor + 16 + Math.floor(index / perRow) * 15;
      return `<rect x="${x}" y="${y - 8}" width="8" height="8" fill="${color(index)}"/><text class="soft" x="${x + 12}" y="${y}">${escaped(cut(label, room / perRow - 12))}</text>`;
    });
    return [`<path class="axis" d="M10 28V${floor}H${width - 10}"/>`, ...lines, ...legend];
  };

const color = (index: number): string | undefined => colors[index % colors.length];

const round = (value: number): number => Math.round(value * 10) / 10;

/** About how wide a letter of 11px is. */
const letter = 6;

const cut = (text: string, room: number): string => {
  const most = Math.floor(room / letter);
  return text.length <= most ? text : `${text.slice(0, most - 1)}\u2026`;
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
