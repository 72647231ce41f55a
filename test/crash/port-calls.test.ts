import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { creditTable } from '../../src/aws/credit-table.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import { allCourses } from './courses.ts';
import { crashPoints } from './points.ts';
import { portCallOf, tableCalls } from './port-calls.ts';

const root = join(import.meta.dirname, '..', '..');
const points = allCourses.flatMap((steps) => crashPoints(steps));
const dying = (call: string, moment: string): boolean =>
  points.some((point) => point.call.startsWith(`${call} `) && point.moment === moment);

test('every call that the ports to DynamoDB have is known here, and no other', () => {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const real = [
    ...Object.keys(creditTable(client, '')).map((method) => `credits ${method}`),
    ...Object.keys(refreshLock(client, '')).map((method) => `locks ${method}`),
  ];

  expect([...tableCalls].sort()).toEqual(real.sort());
});

test('a request that no port call makes is not taken for one', () => {
  expect(portCallOf('UpdateItem', { TableName: 'x-credits', UpdateExpression: 'SET a = :a' })).toBe(
    'dynamodb UpdateItem | credits | SET a = :a | ',
  );
});

const without = (portCalls: readonly string[]): readonly string[] =>
  portCalls.filter(
    (call) => !['before', 'unanswered', 'after'].every((moment) => dying(call, moment)),
  );

const sourcesOf = (room: string): readonly string[] =>
  globSync(`src/${room}/*.ts`, { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
const found = (sources: readonly string[], pattern: RegExp): readonly string[] =>
  sources.flatMap((source) =>
    [...source.matchAll(pattern)].map((match) => match.slice(1).join(' ')),
  );

test('at every port call a process dies before it, while it is unanswered, and after it', () => {
  const wechatCalls = found(sourcesOf('wechat'), /method: '(GET|POST)',\s+path: [`'](\/[\w/-]+)/g);
  const parameters = ['sealing-keys', 'pseudonym-key', 'access-token', 'appsecret'];
  const portCalls = [
    ...tableCalls,
    ...parameters.map((name) => `ssm GetParameter ${name}`),
    'ssm PutParameter access-token',
    'lambda Invoke refresh-access-token',
    ...wechatCalls.map((call) => `wechat ${call}`),
  ];

  expect(without(portCalls)).toEqual([]);
  expect(dying('wechat connect', 'after')).toBe(true);
  expect(without(['credits merge', 'wechat POST /cgi-bin/message/another'])).toHaveLength(2);
  console.log(
    `crash points: ${points.length} in ${allCourses.length} courses of events, at ${portCalls.length + 1} port calls`,
  );
});

test('these are all the calls that the sources can make', () => {
  const commands = new Set(found(sourcesOf('aws'), /new (\w+)Command\(/g));
  const exchanges = found(sourcesOf('wechat'), /method: '(GET|POST)',/g);

  expect([...commands].sort()).toEqual(
    ['GetItem', 'GetParameter', 'Invoke', 'PutParameter', 'Query', 'UpdateItem'].sort(),
  );
  expect(exchanges).toHaveLength(4);
});
