import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Credit, type CreditState, creditState, isUnknown } from '../src/domain/credit.ts';
import { scanCredits } from './scanned-credits.ts';

/** A send of which nobody knows whether it arrived. */
export type UnknownSend = {
  readonly openid: string;
  readonly scene: number;
  readonly sendId: string;
  /** `no_word`: its lease ended before anybody settled it, so its process died. */
  readonly reason: 'unknown' | 'no_word';
  /** `available` when the user has confirmed again since. */
  readonly state: CreditState;
  readonly claimedAt: string | undefined;
};

export type ScanPage = {
  readonly found: readonly UnknownSend[];
  readonly scanned: number;
};

/** The whole table, page by page, with the operator's own credentials. @throws Failure */
export async function* scanUnknown(
  client: DynamoDBClient,
  table: string,
  {
    nowMs,
    lifetimeMs,
    pageSize,
  }: {
    readonly nowMs: number;
    readonly lifetimeMs: number | undefined;
    /** Items read at a time; without it as many as DynamoDB gives, 1 MB. */
    readonly pageSize: number | undefined;
  },
): AsyncGenerator<ScanPage> {
  const pages = scanCredits(client, {
    table,
    filter: 'outcome = :unknown OR leaseUntil <= :now',
    values: { ':unknown': { S: 'unknown' }, ':now': { N: String(nowMs) } },
    pageSize,
  });
  for await (const { credits, scanned } of pages) {
    const found = credits.flatMap((credit) => readUnknown(credit, nowMs, lifetimeMs) ?? []);
    yield { found, scanned };
  }
}

const readUnknown = (
  credit: Credit,
  nowMs: number,
  lifetimeMs: number | undefined,
): UnknownSend | undefined => {
  const { openid, scene, lastSend, remembered } = credit;
  if (lastSend === undefined || !isUnknown(credit, nowMs)) return undefined;
  const claimedAtMs = remembered[lastSend.keyHash]?.claimedAtMs;
  return {
    openid,
    scene,
    sendId: lastSend.sendId,
    reason: lastSend.outcome === 'unknown' ? 'unknown' : 'no_word',
    state: creditState(credit, nowMs, lifetimeMs),
    claimedAt: claimedAtMs === undefined ? undefined : new Date(claimedAtMs).toISOString(),
  };
};

/** About how many items there are, as DynamoDB counts every six hours; undefined if it may not be asked. */
export const countItems = (client: DynamoDBClient, table: string): Promise<number | undefined> =>
  client.send(new DescribeTableCommand({ TableName: table })).then(
    ({ Table }) => Table?.ItemCount,
    () => undefined,
  );
