import { crc32 } from 'node:zlib';
import type { Headers } from './http-exchange.ts';
import { isObject, type JsonObject, jsonObject, textOf } from './json.ts';
import type { KeyLocks } from './key-locks.ts';

export type DynamodbCall = {
  /** Such as `UpdateItem`. */
  readonly action: string;
  readonly body: string;
  readonly headers?: Headers;
};

export type DynamodbAnswer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

type Engine = (call: DynamodbCall) => Promise<DynamodbAnswer>;

/**
 * Completes what dynalite leaves out: a conditional write that fails and asked for
 * `ReturnValuesOnConditionCheckFailure: ALL_OLD` is answered with the item that it met. The write
 * and the read after it hold the item's lock, which every write takes, so that the item shown is
 * the one that the condition was checked against.
 */
export const completeConditionFailures = (engine: Engine, locks: KeyLocks): Engine => {
  const known = new Map<string, readonly string[]>();
  const keyNames = rememberKeyNames(engine, known);

  return async (call) => {
    // A table made anew under the same name may have another key.
    if (call.action === 'DeleteTable') known.clear();
    const input = writes.has(call.action) ? jsonObject(call.body) : undefined;
    if (input === undefined) return engine(call);
    const keys = await writtenKeys(call.action, input, keyNames);
    return locks.hold(keys.map(spelled), async () => {
      const answer = await engine(call);
      const [key] = keys;
      if (key === undefined || !wantsOldItem(input) || !isConditionFailure(answer)) return answer;
      const item = await readItem(engine, key);
      return item === undefined ? answer : withItem(answer, item);
    });
  };
};

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']);

type ItemKey = { readonly table: string; readonly key: JsonObject };
type KeyNames = (table: string) => Promise<readonly string[]>;

const rememberKeyNames = (engine: Engine, known: Map<string, readonly string[]>): KeyNames => {
  return async (table) => {
    const remembered = known.get(table);
    if (remembered !== undefined) return remembered;
    const body = JSON.stringify({ TableName: table });
    const answer = jsonObject((await engine({ action: 'DescribeTable', body })).body);
    const description = answer?.['Table'];
    if (!isObject(description) || !Array.isArray(description['KeySchema'])) return [];
    const names = description['KeySchema'].map((part: JsonObject) => String(part['AttributeName']));
    known.set(table, names);
    return names;
  };
};

const writtenKeys = async (
  action: string,
  input: JsonObject,
  keyNames: KeyNames,
): Promise<readonly ItemKey[]> => {
  if (action === 'BatchWriteItem') return batchKeys(input, keyNames);
  const table = textOf(input['TableName']);
  if (table === undefined) return [];
  const key = action === 'PutItem' ? await keyOf(input['Item'], table, keyNames) : input['Key'];
  return isObject(key) ? [{ table, key }] : [];
};

const batchKeys = async (input: JsonObject, keyNames: KeyNames): Promise<readonly ItemKey[]> => {
  if (!isObject(input['RequestItems'])) return [];
  const keys: ItemKey[] = [];
  for (const [table, requests] of Object.entries(input['RequestItems'])) {
    for (const request of Array.isArray(requests) ? requests : []) {
      const put = request?.PutRequest?.Item;
      const key =
        put === undefined ? request?.DeleteRequest?.Key : await keyOf(put, table, keyNames);
      if (isObject(key)) keys.push({ table, key });
    }
  }
  return keys;
};

const keyOf = async (item: unknown, table: string, keyNames: KeyNames) => {
  if (!isObject(item)) return undefined;
  return Object.fromEntries((await keyNames(table)).map((name) => [name, item[name]]));
};

/** `{"N":"1"}` and `{"N":"1.0"}` are one key; numbers too long for a double merely share a lock. */
const spelled = ({ table, key }: ItemKey): string =>
  JSON.stringify([
    table,
    Object.entries(key)
      .map(([name, value]) => [
        name,
        isObject(value) && 'N' in value ? Number(value['N']) : JSON.stringify(value),
      ])
      .sort(),
  ]);

const wantsOldItem = (input: JsonObject): boolean =>
  input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD';

const isConditionFailure = (answer: DynamodbAnswer): boolean =>
  answer.status === 400 && answer.body.includes('#ConditionalCheckFailedException"');

const readItem = async (engine: Engine, { table, key }: ItemKey) => {
  const body = JSON.stringify({ TableName: table, Key: key, ConsistentRead: true });
  return jsonObject((await engine({ action: 'GetItem', body })).body)?.['Item'];
};

const withItem = (answer: DynamodbAnswer, item: unknown): DynamodbAnswer => {
  const body = JSON.stringify({ ...jsonObject(answer.body), Item: item });
  return {
    status: answer.status,
    headers: new Map([
      ...answer.headers,
      ['x-amz-crc32', String(crc32(body))],
      ['content-length', String(Buffer.byteLength(body))],
    ]),
    body,
  };
};
