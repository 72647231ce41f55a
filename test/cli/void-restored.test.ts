import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { voidRestored } from '../../cli/restored-credits.ts';
import { startDynamodb } from '../../local/dynamodb.ts';
import type { Endpoint } from '../../local/http-exchange.ts';
import { createTables } from '../../local/tables.ts';
import { creditTable } from '../../src/aws/credit-table.ts';
import { creditState, leaseMs } from '../../src/domain/credit.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import { aClaim, aConsent, openid, scene, ticketOrder } from '../support/builders.ts';
import { runHere } from './in-process.ts';

/** The moment that was restored: in the past, as the command demands. */
const restoredTo = '2026-03-01T08:00:00Z';
const restoredToMs = Date.parse(restoredTo);
const before = restoredToMs - 3_600_000;

const dataDir = mkdtempSync(join(tmpdir(), 'yici-restored-'));
let engine: Endpoint;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startDynamodb();
  client = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const stage = {
    appid: 'wx51a7c0de51a7c0de',
    templateId: 'simulatorTemplate_0123456789abcdefghijklmnop',
    region: 'us-east-1',
    returnTargets: { demo: 'http://127.0.0.1:3000/demo/' },
  };
  const addresses = {
    serviceUrl: 'http://127.0.0.1:1',
    ssmUrl: 'http://127.0.0.1:1',
    dynamodbUrl: engine.url,
    creditsTable: 'the-table-in-service',
    stage,
  };
  writeFileSync(join(dataDir, 'addresses.json'), JSON.stringify(addresses));
});
afterAll(async () => {
  client.destroy();
  await engine.close();
  rmSync(dataDir, { recursive: true, force: true });
});

let made = 0;
let table: string;
let credits: CreditStore;
beforeEach(async () => {
  made += 1;
  table = `restored-${made}`;
  await createTables(client, { credits: table, locks: `locks-${made}` });
  credits = creditTable(client, table);
});

const run = (args: readonly string[] = []) =>
  runHere([
    ...['void-restored', '--stage', 'local', '--data', dataDir],
    ...['--table', table, '--restored-to', restoredTo, ...args],
  ]);
const runJson = async (args: readonly string[] = ['--yes']) => {
  const { stdout, code } = await run([...args, '--json']);
  return { code, ...JSON.parse(stdout) };
};

const key = { openid, scene };
const send = {
  ...key,
  sendId: 'send-1',
  keyHash: 'key-1',
  leaseUntilMs: before + leaseMs,
  order: before + 1,
};
const confirm = (n: number, confirmedAtMs: number) =>
  credits.record(aConsent({ ticket: ticketOrder(n), confirmedAtMs }));
const claim = (nowMs: number) => credits.claim(aClaim({ nowMs }), []);
const stateAt = async (nowMs: number) => {
  const credit = await credits.find(key);
  return credit === undefined ? undefined : creditState(credit, nowMs, undefined);
};

describe('a credit that the restored table shows as available', () => {
  test('is void, and cannot be claimed', async () => {
    await confirm(1, before);

    expect(await runJson()).toMatchObject({ code: 0, scanned: 1, voided: 1, kept: 0 });
    expect(await stateAt(restoredToMs)).toBe('void');
    expect((await claim(restoredToMs)).written).toBe(false);
  });

  test('is available again when the user confirms again, and no old callback does that', async () => {
    await confirm(1, before);
    await runJson();

    expect((await confirm(1, restoredToMs + 1)).written).toBe(false);
    expect(await stateAt(restoredToMs)).toBe('void');

    await confirm(2, restoredToMs + 1);
    expect(await stateAt(restoredToMs + 1)).toBe('available');
  });

  test('is void also where it was confirmed at that very moment', async () => {
    await confirm(1, restoredToMs);

    expect(await runJson()).toMatchObject({ voided: 1 });
  });

  test('is void although an earlier send was spent, and that send is still remembered', async () => {
    await confirm(1, before);
    await claim(before);
    await credits.settle({ ...send, result: { outcome: 'sent', errcode: 0 } });
    await confirm(2, before + 1);

    await runJson();

    expect(await stateAt(restoredToMs)).toBe('void');
    expect((await credits.find(key))?.remembered['key-1']?.result).toEqual({
      outcome: 'sent',
      errcode: 0,
    });
  });

  test('cannot be opened again by resolving or probing an earlier unknown send', async () => {
    await confirm(1, before);
    await claim(before);
    await credits.settle({ ...send, result: { outcome: 'unknown' } });
    await confirm(2, before + 1);

    await runJson();

    const nowMs = restoredToMs + leaseMs;
    expect((await credits.resolve({ ...send, delivered: false, nowMs })).written).toBe(false);
    expect((await credits.reopen(send, nowMs, nowMs + leaseMs)).written).toBe(false);
    expect(await stateAt(nowMs)).toBe('void');
  });
});

describe('what is left as it was', () => {
  test('a confirm that was made after that moment', async () => {
    await confirm(1, before);
    await confirm(2, restoredToMs + 1);

    expect(await runJson()).toMatchObject({ voided: 0, kept: 1 });
    expect((await claim(restoredToMs + 2)).written).toBe(true);
  });

  test('a confirm that is made while the command runs', async () => {
    await confirm(1, before);
    // the first page has been read, nothing is written yet: then the user confirms
    const behind = new DynamoDBClient({
      endpoint: engine.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    behind.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'UpdateItemCommand') await confirm(2, restoredToMs + 1);
          return next(args);
        },
      { step: 'initialize' },
    );

    const pages = voidRestored(behind, { table, restoredToMs, dryRun: false, pageSize: undefined });
    const { value } = await pages.next();

    expect(value).toEqual({ scanned: 1, voided: 0, kept: 1 });
    expect(await stateAt(restoredToMs + 1)).toBe('available');
    behind.destroy();
  });

  test('what was spent, unknown or on its way, and what was erased', async () => {
    const scenes = [1, 2, 3].map(parseScene);
    for (const [index, each] of scenes.entries()) {
      await credits.record(aConsent({ scene: each, confirmedAtMs: before }));
      await credits.claim(aClaim({ scene: each, nowMs: before }), []);
      const result = { outcome: index === 0 ? ('sent' as const) : ('unknown' as const) };
      if (index < 2) await credits.settle({ ...send, scene: each, result });
    }
    await confirm(1, before);
    await credits.erase({ ...key, ticket: ticketOrder(1) }, 2_000_000_000);
    const stored = () =>
      Promise.all([...scenes, scene].map((each) => credits.find({ openid, scene: each })));
    const were = await stored();

    expect(await runJson()).toMatchObject({ scanned: 4, voided: 0, kept: 0 });
    expect(await stored()).toEqual(were);
  });

  test('everything, in a dry run, which tells the same numbers', async () => {
    await confirm(1, before);

    const { stdout, code } = await run(['--dry-run']);

    expect(code).toBe(0);
    expect(stdout).toBe(
      'Read 1 item: 1 would be voided, 0 kept (confirmed since). Nothing was written.\n',
    );
    expect(await stateAt(restoredToMs)).toBe('available');
  });

  test('everything, when nobody has said yes', async () => {
    await confirm(1, before);

    const { stderr, code } = await run();

    expect(code).toBe(2);
    expect(stderr).toContain('add --yes');
    expect(await stateAt(restoredToMs)).toBe('available');
  });
});

test('a table of many pages is gone through to its end, and a second run finds nothing', async () => {
  const users = Array.from({ length: 40 }, (_, n) =>
    parseOpenid(`oManyUsers${`${n}`.padStart(18, '0')}`),
  );
  for (const [n, user] of users.entries()) {
    const confirmedAtMs = n % 4 === 0 ? restoredToMs + 1 : before;
    await credits.record(aConsent({ openid: user, confirmedAtMs }));
  }

  const first = await runJson(['--yes', '--page-size', '7']);
  const second = await runJson(['--yes', '--page-size', '7']);

  expect(first).toMatchObject({ scanned: 40, voided: 30, kept: 10 });
  expect(second).toMatchObject({ scanned: 40, voided: 0, kept: 10 });
});

test('a write whose answer was lost is not counted as a confirm that was kept', async () => {
  await confirm(1, before);
  const behind = new DynamoDBClient({
    endpoint: engine.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  behind.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'UpdateItemCommand') await next(args);
        return next(args);
      },
    { step: 'initialize' },
  );

  const pages = voidRestored(behind, { table, restoredToMs, dryRun: false, pageSize: undefined });
  const { value } = await pages.next();

  expect(value).toEqual({ scanned: 1, voided: 1, kept: 0 });
  behind.destroy();
});

test('the result alone goes to stdout', async () => {
  await confirm(1, before);

  const { stdout } = await run(['--yes']);

  expect(stdout).toBe('Read 1 item: voided 1, kept 0 (confirmed since).\n');
});

describe('a command line that would do harm is refused', () => {
  const refused = [
    [['--table', 'x'], 'Both --table and --restored-to'],
    [['--restored-to', restoredTo], 'Both --table and --restored-to'],
    [['--table', 'x', '--restored-to', '9999-01-01T00:00:00Z'], 'a moment in the past'],
    [['--table', 'x', '--restored-to', '2026-03-01'], 'a moment in the past'],
    [['--table', 'x', '--restored-to', '2026-03-01T08:00:00+08:00'], 'a moment in the past'],
    [['--table', 'x', '--restored-to', '2026-13-01T08:00:00Z'], 'a moment in the past'],
  ] as const;

  test.each(refused)('%j', async (args, message) => {
    const { code, stderr } = await runHere([
      ...['void-restored', '--stage', 'local', '--data', dataDir, '--yes'],
      ...args,
    ]);

    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a table that is not there', async () => {
    const { code, stderr } = await runHere([
      ...['void-restored', '--stage', 'local', '--data', dataDir, '--yes'],
      ...['--table', 'not-there', '--restored-to', restoredTo],
    ]);

    expect(code).toBe(1);
    expect(stderr).toContain('dynamodb:Scan not-there');
  });
});

test('an item that is no credit stops it before anything of its page is written', async () => {
  await confirm(1, before);
  const Item = { openid: { S: 'x' }, scene: { N: '1' }, confirmed: { N: '1' }, used: { N: '0' } };
  await client.send(new PutItemCommand({ TableName: table, Item }));

  const { code } = await run(['--yes']);

  expect(code).toBe(1);
  expect(await stateAt(restoredToMs)).toBe('available');
});
