import { describe, expect, test } from 'vitest';
import { commands } from '../../cli/commands.ts';
import { alarmRows } from '../../lib/monitoring/alarm-rows.ts';
import { type Monitored, monitoredMetrics } from '../../lib/monitoring/monitored.ts';
import type { FunctionName } from '../../lib/routes.ts';
import { readPage } from './markdown.ts';

const names: readonly FunctionName[] = ['record-consent', 'send-message', 'refresh-access-token'];
const watched = (undeliveredQueue: string | undefined): Monitored => ({
  stage: 'prod',
  functions: new Map(names.map((name) => [name, { functionName: name, logGroupName: name }])),
  creditsTable: 'credits',
  apiId: 'api',
  undeliveredQueue,
});
const rowsOf = (monitored: Monitored) => alarmRows(monitored, monitoredMetrics(monitored));
const rows = rowsOf(watched('queue'));

const pages = [
  {
    path: 'docs/runbook.md',
    alarms: '## The alarms',
    deeds: '## Deeds',
    parts: ['**Means:**', '**Hurt:**', '**Look:**', '**Do:**'],
    stop: '.',
  },
  {
    path: 'docs/runbook.zh-CN.md',
    alarms: '## 报警',
    deeds: '## 操作',
    parts: ['**含义：**', '**谁受影响：**', '**看哪里：**', '**怎么做：**'],
    stop: '。',
  },
];

const sectionsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.split('\n')[0] ?? '', section]),
  );

describe.each(pages)('$path', ({ path, alarms, deeds, parts, stop }) => {
  const [, rest = ''] = readPage(path).split(`\n${alarms}\n`);
  const [ofAlarms = '', ofDeeds = ''] = rest.split(`\n${deeds}\n`);
  const sections = sectionsOf(ofAlarms);

  test('has a section for every alarm, in their order, and for nothing else', () => {
    expect([...sections.keys()]).toEqual(rows.map(({ name }) => name));
  });

  test.each(rows)(
    '$name: how urgent it is, what it means, who is hurt, where to look, what to do',
    ({ name, severity }) => {
      const section = sections.get(name) ?? '';
      const places = parts.map((part) => section.indexOf(part));

      expect(section).toContain(`\n**${severity}${stop}** ${parts[0]}`);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places).not.toContain(-1);
      for (const part of parts) expect(section.split(part)).toHaveLength(2);
    },
  );

  test('says the errcodes that the alarm counts', () => {
    expect(sections.get('WechatAddressRefused')).toMatch(/40164.*61004.*895xx/s);
    for (const errcode of ['40243', '43107', '43116', '48004', '50002', '50004']) {
      expect(sections.get('WechatAccountBlocked')).toContain(errcode);
    }
  });

  test('has the same deeds as the other page', () => {
    expect(sectionsOf(ofDeeds).size).toBe(10);
  });
});

test('every command that an alarm or a page tells to run is one of ours', () => {
  const told = [...rows.map(({ look }) => look), ...pages.map(({ path }) => readPage(path))];
  const named = told.flatMap((text) => [...text.matchAll(/npm run yici -- ([a-z-]+)/g)]);
  const known = commands.map(({ name }) => name);

  expect(named.length).toBeGreaterThan(30);
  for (const [, name] of named) expect(known).toContain(name);
});

test('where another service refreshes the token, no alarm comes without a section', () => {
  const known = rows.map(({ name }) => name);

  for (const { name } of rowsOf(watched(undefined))) expect(known).toContain(name);
});
