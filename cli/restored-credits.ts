import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { readItem } from '../src/aws/credit-item.ts';
import type { Credit } from '../src/domain/credit.ts';
import { awsFailure } from './aws-failure.ts';
import { scanCredits } from './scanned-credits.ts';

export type VoidedPage = {
  readonly scanned: number;
  /** Had a message to give, by a confirm from before that moment; in a dry run they still have. */
  readonly voided: number;
  /** Confirmed after it: left as they are. */
  readonly kept: number;
};

export type RestoredTable = {
  readonly table: string;
  /** The moment whose state was restored. */
  readonly restoredToMs: number;
  readonly dryRun: boolean;
  /** Items read at a time; without it as many as DynamoDB gives, 1 MB. */
  readonly pageSize: number | undefined;
};

/** At once: enough to be quick, too few to be throttled by. */
const writesAtOnce = 16;

/**
 * Makes void what a restored table still shows as available: what became of those credits between
 * that moment and now is lost, so any of them may have been spent. Page by page, with the operator's
 * own credentials; broken off and run again, it goes on where it stopped.
 * @throws Failure
 */
export async function* voidRestored(
  client: DynamoDBClient,
  { table, restoredToMs, dryRun, pageSize }: RestoredTable,
): AsyncGenerator<VoidedPage> {
  const pages = scanCredits(client, { table, filter: 'used < confirmed', pageSize });
  for await (const { credits, scanned } of pages) {
    const old = credits.filter(({ confirmedAtMs }) => confirmedAtMs <= restoredToMs);
    const voided = dryRun ? old.length : await voidEach(client, table, restoredToMs, old);
    yield { scanned, voided, kept: credits.length - voided };
  }
}

const voidEach = async (
  client: DynamoDBClient,
  table: string,
  restoredToMs: number,
  credits: readonly Credit[],
): Promise<number> => {
  let voided = 0;
  for (let first = 0; first < credits.length; first += writesAtOnce) {
    const some = credits.slice(first, first + writesAtOnce);
    const written = await Promise.all(
      some.map((credit) => voidOne(client, table, restoredToMs, credit)),
    );
    voided += written.filter(Boolean).length;
  }
  return voided;
};

/**
 * The last send goes as well: left `unknown` beneath, it could be resolved as not delivered, and the
 * credit would be available again. Its key still remembers it.
 * @returns false when the user has confirmed since, which keeps the credit
 */
const voidOne = async (
  client: DynamoDBClient,
  table: string,
  restoredToMs: number,
  { openid, scene }: Credit,
): Promise<boolean> => {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { openid: { S: openid }, scene: { N: String(scene) } },
        ConditionExpression: 'used < confirmed AND confirmedAt <= :restoredTo',
        UpdateExpression:
          'SET used = confirmed REMOVE sendId, keyHash, leaseUntil, outcome, probed',
        ExpressionAttributeValues: { ':restoredTo': { N: String(restoredToMs) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) {
      throw awsFailure(error, `dynamodb:UpdateItem ${table}`);
    }
    // the SDK may have repeated a write whose answer was lost: then it stands
    const found = readItem(error.Item);
    return found?.kind === 'credit' && found.used === found.confirmed;
  }
};
