import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { scanUnknown, type UnknownSend } from '../../cli/unknown-credits.ts';
import { localWorld } from './local-world.ts';

const world = localWorld();
const table = 'yici-local-credits';
const nowMs = Date.now();

type Kind = 'spent' | 'unknown' | 'no_word' | 'sending' | 'reconfirmed' | 'tombstone' | 'available';

const credit = (index: number, kind: Kind) => {
  const openid = { S: `oManyUsers${String(index).padStart(18, '0')}` };
  const key = { openid, scene: { N: '7' }, ticket: { S: '0'.repeat(32) } };
  if (kind === 'tombstone') return { ...key, ttl: { N: String(Math.floor(nowMs / 1000) + 9_999) } };
  const hash = 'h'.repeat(22);
  const lease = { sending: nowMs + 3_600_000, no_word: nowMs - 1 }[kind as string];
  const outcome = { spent: 'sent', unknown: 'unknown', reconfirmed: 'unknown' }[kind as string];
  const confirmed = kind === 'reconfirmed' || kind === 'available' ? '2' : '1';
  return {
    ...key,
    confirmed: { N: confirmed },
    used: { N: '1' },
    confirmedAt: { N: String(nowMs - 7_200_000) },
    assurance: { S: 'browser' },
    callerState: { S: 's'.repeat(200) },
    sendId: { S: `send${index}` },
    keyHash: { S: hash },
    ...(lease === undefined ? {} : { leaseUntil: { N: String(lease) } }),
    ...(outcome === undefined ? {} : { outcome: { S: outcome } }),
    remembered: {
      M: {
        [hash]: {
          M: { f: { S: 'f' }, s: { S: `send${index}` }, at: { N: String(nowMs - 3_600_000) } },
        },
      },
    },
  };
};

const rare: Readonly<Record<number, Kind>> = {
  3: 'unknown',
  700: 'no_word',
  701: 'sending',
  1500: 'tombstone',
  2999: 'reconfirmed',
  2998: 'available',
};
const expected = ['send3', 'send700', 'send2999'];

test('among thousands of credits, on several pages, each unknown one is found once', async () => {
  const items = Array.from({ length: 3_000 }, (_, index) => credit(index, rare[index] ?? 'spent'));
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await world.dynamodb().send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  }

  const pages: (readonly UnknownSend[])[] = [];
  let scanned = 0;
  const options = { nowMs, lifetimeMs: undefined, pageSize: undefined };
  for await (const page of scanUnknown(world.dynamodb(), table, options)) {
    pages.push(page.found);
    scanned += page.scanned;
  }
  const ran = await world.json(['unknown', '--page-size', '250']);
  const text = await world.run(['unknown', '--lang', 'zh']);

  // what DynamoDB gives without being told: pages of 1 MB
  expect(pages.length).toBeGreaterThan(1);
  expect(scanned).toBe(3_000);
  expect(
    pages
      .flat()
      .map(({ sendId }) => sendId)
      .sort(),
  ).toEqual([...expected].sort());
  expect(ran).toMatchObject({ code: 0, json: { scanned: 3_000 } });
  const found: readonly UnknownSend[] = ran.json.unknown;
  expect(found.map(({ sendId, reason, state }) => [sendId, reason, state]).sort()).toEqual([
    ['send2999', 'unknown', 'available'],
    ['send3', 'unknown', 'unknown'],
    ['send700', 'no_word', 'unknown'],
  ]);
  expect(text.stdout).toContain('读了 3000 条，结果不明的有 3 条。');
  expect(text.stdout).toContain('用户已重新确认');
});

test('a table that is not there is said so, with the name that was asked for', async () => {
  const ran = await world.json(['unknown', '--credits-table', 'elsewhere']);

  expect(ran).toMatchObject({ code: 1, json: { error: { code: 'not_there' } } });
  expect(ran.json.error.message).toContain('dynamodb:Scan elsewhere');
});
