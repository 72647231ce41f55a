import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../domain/errors.ts';
import type { RefreshLock } from '../use-cases/ports.ts';

/**
 * WeChat allows 20 a day, 30 s apart: half of them are left to whoever else needs them.
 * developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
 */
const forcesPerDay = 10;
const forceSpacingMs = 30_000;

/** No page says when WeChat's day begins: taken to be midnight in Beijing. */
const dayOf = (timeMs: number): number => Math.floor((timeMs + 8 * 3_600_000) / 86_400_000);

const lockName = 'refresh-access-token';

/**
 * The lock item of the access_token's only writer: SSM has no conditional write, DynamoDB has.
 * Attributes: name, owner, until | forcedAt, forcedDay, forcedToday.
 */
export const refreshLock = (client: DynamoDBClient, table: string): RefreshLock => {
  const write = async (
    input: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression'> & {
      readonly names?: Record<string, string>;
      readonly values: Readonly<Record<string, string | number>>;
    },
  ): Promise<boolean> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { name: { S: lockName } },
          UpdateExpression: input.UpdateExpression,
          ConditionExpression: input.ConditionExpression,
          ExpressionAttributeNames: input.names,
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(input.values).map(([name, value]) => [
              name,
              typeof value === 'string' ? { S: value } : { N: String(value) },
            ]),
          ),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw new Unavailable(
        `the locks table did not answer: ${error instanceof Error ? error.name : 'unknown'}`,
      );
    }
  };
  const owned = { '#owner': 'owner', '#until': 'until' };

  return {
    // the same owner again is our own write whose answer was lost
    take: (owner, nowMs, untilMs) =>
      write({
        ConditionExpression: 'attribute_not_exists(#until) OR #until <= :now OR #owner = :owner',
        UpdateExpression: 'SET #owner = :owner, #until = :until',
        names: owned,
        values: { ':owner': owner, ':now': nowMs, ':until': untilMs },
      }),

    leave: async (owner) => {
      await write({
        ConditionExpression: '#owner = :owner',
        UpdateExpression: 'REMOVE #until, #owner',
        names: owned,
        values: { ':owner': owner },
      });
    },

    // counted before it is done: one that fails has been used up as well
    countForce: async (owner, nowMs) => {
      const day = dayOf(nowMs);
      const again = await write({
        ConditionExpression:
          '#owner = :owner AND forcedDay = :day AND forcedAt <= :spaced AND forcedToday < :most',
        UpdateExpression: 'SET forcedAt = :now, forcedToday = forcedToday + :one',
        names: { '#owner': 'owner' },
        values: {
          ':owner': owner,
          ':day': day,
          ':spaced': nowMs - forceSpacingMs,
          ':most': forcesPerDay,
          ':now': nowMs,
          ':one': 1,
        },
      });
      if (again) return true;
      return write({
        ConditionExpression:
          '#owner = :owner AND (attribute_not_exists(forcedDay) OR (forcedDay < :day AND forcedAt <= :spaced))',
        UpdateExpression: 'SET forcedAt = :now, forcedToday = :one, forcedDay = :day',
        names: { '#owner': 'owner' },
        values: {
          ':owner': owner,
          ':day': day,
          ':spaced': nowMs - forceSpacingMs,
          ':now': nowMs,
          ':one': 1,
        },
      });
    },
  };
};
