import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { readItem } from '../src/aws/credit-item.ts';
import type { Credit } from '../src/domain/credit.ts';
import { awsFailure } from './aws-failure.ts';

export type CreditScan = {
  readonly table: string;
  /** Which credits are wanted. */
  readonly filter: string;
  readonly values?: ScanCommandInput['ExpressionAttributeValues'];
  /** Items read at a time; without it as many as DynamoDB gives, 1 MB. */
  readonly pageSize: number | undefined;
};

export type ScannedPage = {
  readonly credits: readonly Credit[];
  readonly scanned: number;
};

/**
 * The whole table, page by page, with the operator's own credentials. Consistent: a send that was
 * settled a moment ago is seen as it is.
 * @throws Failure
 */
export async function* scanCredits(
  client: DynamoDBClient,
  { table, filter, values, pageSize }: CreditScan,
): AsyncGenerator<ScannedPage> {
  const pages = paginateScan(
    { client, ...(pageSize === undefined ? {} : { pageSize }) },
    {
      TableName: table,
      FilterExpression: filter,
      ExpressionAttributeValues: values,
      ConsistentRead: true,
    },
  );
  const next = () =>
    pages.next().catch((error: unknown) => {
      throw awsFailure(error, `dynamodb:Scan ${table}`);
    });
  for (let page = await next(); page.done !== true; page = await next()) {
    const { Items = [], ScannedCount = 0 } = page.value;
    const credits = Items.flatMap((item) => {
      const credit = readItem(item);
      return credit?.kind === 'credit' ? [credit] : [];
    });
    yield { credits, scanned: ScannedCount };
  }
}
