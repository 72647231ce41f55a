import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Credit, type CreditKey, rememberedKeys } from '../domain/credit.ts';
import type { Attempt } from '../domain/credit-transitions.ts';
import { Unavailable } from '../domain/errors.ts';
import type { CreditStore } from '../use-cases/ports.ts';
import { type Item, readItem, writeResult } from './credit-item.ts';

type Write = {
  readonly key: CreditKey;
  readonly update: string;
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string | number | Item>>;
  readonly returns?: 'ALL_NEW' | 'ALL_OLD';
};

/** The send is open, by this very lease: claimed or reopened, and not yet settled. */
const isOpen = 'sendId = :sendId AND leaseUntil = :lease';
/** The send's outcome is not known: said so, or its process died before it could say. */
const isUnknown =
  'sendId = :sendId AND (outcome = :unknown OR (attribute_exists(leaseUntil) AND leaseUntil <= :now))';
/** The key still remembers this very send, without a result. */
const isUnsettledKey = 'remembered.#key.s = :sendId AND attribute_not_exists(remembered.#key.r)';

/** The credits in DynamoDB: one item per (openid, scene), one conditional write per transition. */
export const creditTable = (client: DynamoDBClient, table: string): CreditStore => {
  const write = async ({
    key,
    update,
    condition,
    names,
    values,
    returns = 'ALL_NEW',
  }: Write): Promise<Attempt> => {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: itemKey(key),
          UpdateExpression: update,
          ConditionExpression: condition,
          ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
          ...(values === undefined ? {} : { ExpressionAttributeValues: attributes(values) }),
          ReturnValues: returns,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      const stored = readItem(Attributes);
      if (stored?.kind !== 'credit') throw new Unavailable('the credits table answered no credit');
      return { written: true, credit: stored };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return { written: false, found: readItem(error.Item) };
      }
      throw unavailable(error);
    }
  };

  return {
    record: ({ openid, scene, ticket, confirmedAtMs, assurance, callerState }) =>
      write({
        key: { openid, scene },
        condition: 'attribute_not_exists(ticket) OR ticket < :ticket',
        update:
          'SET ticket = :ticket, confirmed = if_not_exists(confirmed, :zero) + :one, ' +
          'used = if_not_exists(used, :zero), confirmedAt = :confirmedAt, assurance = :assurance, ' +
          'remembered = if_not_exists(remembered, :noKeys)' +
          (callerState === undefined
            ? ' REMOVE #ttl, callerState'
            : ', callerState = :callerState REMOVE #ttl'),
        names: { '#ttl': 'ttl' },
        values: {
          ':ticket': ticket,
          ':zero': 0,
          ':one': 1,
          ':confirmedAt': confirmedAtMs,
          ':assurance': assurance,
          ':noKeys': {},
          ...(callerState === undefined ? {} : { ':callerState': callerState }),
        },
      }),

    claim: (
      { openid, scene, sendId, keyHash, fingerprint, order, nowMs, leaseUntilMs, lifetimeMs },
      forget,
    ) =>
      write({
        key: { openid, scene },
        condition:
          'used < confirmed AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now) ' +
          'AND (attribute_not_exists(claimsAfter) OR claimsAfter < :order) ' +
          'AND confirmedAt <= :order ' +
          'AND attribute_not_exists(remembered.#key) AND size(remembered) < :memory' +
          // another claim may have forgotten them since: the memory is then not as full as it was
          (forget.length === 0 ? '' : ' AND attribute_exists(remembered.#old0)') +
          (lifetimeMs === undefined ? '' : ' AND confirmedAt > :oldest'),
        update:
          'SET used = confirmed, claimsAfter = :order, sendId = :sendId, keyHash = :keyHash, ' +
          'leaseUntil = :lease, remembered.#key = :send REMOVE outcome, probed' +
          forget.map((_, index) => `, remembered.#old${index}`).join(''),
        names: {
          '#key': keyHash,
          ...Object.fromEntries(forget.map((hash, index) => [`#old${index}`, hash])),
        },
        values: {
          ':order': order,
          ':now': nowMs,
          ':memory': rememberedKeys + forget.length,
          ':sendId': sendId,
          ':keyHash': keyHash,
          ':lease': leaseUntilMs,
          ':send': attributes({ f: fingerprint, s: sendId, at: nowMs }),
          ...(lifetimeMs === undefined ? {} : { ':oldest': nowMs - lifetimeMs }),
        },
      }),

    settle: ({ openid, scene, sendId, keyHash, leaseUntilMs, order, result }) =>
      write({
        key: { openid, scene },
        condition: isOpen,
        update:
          'SET outcome = :outcome, claimsAfter = :order, remembered.#key.r = :result ' +
          'REMOVE leaseUntil',
        names: { '#key': keyHash },
        values: {
          ':sendId': sendId,
          ':lease': leaseUntilMs,
          ':order': order,
          ':outcome': result.outcome,
          ':result': writeResult(result),
        },
      }),

    settleLate: ({ openid, scene, sendId, keyHash, result }) =>
      write({
        key: { openid, scene },
        condition: isUnsettledKey,
        update: 'SET remembered.#key.r = :result',
        names: { '#key': keyHash },
        values: { ':sendId': sendId, ':result': writeResult(result) },
      }),

    release: ({ openid, scene, sendId, keyHash, leaseUntilMs, order }) =>
      write({
        key: { openid, scene },
        condition: isOpen,
        update:
          'SET used = used - :one, claimsAfter = :order ' +
          'REMOVE leaseUntil, sendId, keyHash, remembered.#key',
        names: { '#key': keyHash },
        values: { ':sendId': sendId, ':lease': leaseUntilMs, ':order': order, ':one': 1 },
      }),

    reopen: ({ openid, scene, sendId }, nowMs, leaseUntilMs) =>
      write({
        key: { openid, scene },
        condition: `${isUnknown} AND used = confirmed AND attribute_not_exists(probed)`,
        // what the key remembers stays: until the probe is over, it is told as it was
        update: 'SET leaseUntil = :lease, probed = :now REMOVE outcome',
        values: {
          ':sendId': sendId,
          ':unknown': 'unknown',
          ':now': nowMs,
          ':lease': leaseUntilMs,
        },
      }),

    resolve: ({ openid, scene, sendId, keyHash, delivered, order, nowMs }) =>
      write({
        key: { openid, scene },
        condition: delivered ? isUnknown : `${isUnknown} AND used = confirmed`,
        update: delivered
          ? 'SET outcome = :outcome, remembered.#key.r = :outcome REMOVE leaseUntil'
          : 'SET outcome = :outcome, used = used - :one, claimsAfter = :order ' +
            'REMOVE leaseUntil, remembered.#key',
        names: { '#key': keyHash },
        values: {
          ':sendId': sendId,
          ':unknown': 'unknown',
          ':now': nowMs,
          ':outcome': delivered ? 'sent' : 'not_delivered',
          ...(delivered ? {} : { ':one': 1, ':order': order }),
        },
      }),

    resolveSuperseded: ({ openid, scene, sendId, keyHash, nowMs }) =>
      write({
        key: { openid, scene },
        condition: `${isUnknown} AND used < confirmed`,
        update: 'SET outcome = :outcome, remembered.#key.r = :outcome REMOVE leaseUntil',
        names: { '#key': keyHash },
        values: {
          ':sendId': sendId,
          ':unknown': 'unknown',
          ':now': nowMs,
          ':outcome': 'not_delivered',
        },
      }),

    find: async (key) => {
      const { Item } = await client
        .send(new GetItemCommand({ TableName: table, Key: itemKey(key), ConsistentRead: true }))
        .catch(rethrowUnavailable);
      return onlyCredit(readItem(Item));
    },

    list: async (openid) => {
      const credits: Credit[] = [];
      let from: Item | undefined;
      do {
        const page = await client
          .send(
            new QueryCommand({
              TableName: table,
              KeyConditionExpression: 'openid = :openid',
              ExpressionAttributeValues: { ':openid': { S: openid } },
              ConsistentRead: true,
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
          )
          .catch(rethrowUnavailable);
        for (const item of page.Items ?? []) {
          const credit = onlyCredit(readItem(item));
          if (credit !== undefined) credits.push(credit);
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return credits;
    },

    erase: ({ openid, scene, ticket }, ttlSeconds) =>
      write({
        key: { openid, scene },
        condition: 'ticket = :ticket AND attribute_exists(confirmed)',
        update:
          'SET #ttl = :ttl REMOVE confirmed, used, confirmedAt, assurance, callerState, ' +
          'sendId, keyHash, leaseUntil, outcome, probed, remembered',
        names: { '#ttl': 'ttl' },
        values: { ':ticket': ticket, ':ttl': ttlSeconds },
        returns: 'ALL_OLD',
      }),
  };
};

const onlyCredit = (stored: ReturnType<typeof readItem>): Credit | undefined =>
  stored?.kind === 'credit' ? stored : undefined;

const itemKey = ({ openid, scene }: CreditKey): Item => attributes({ openid, scene });

const attributes = (values: Readonly<Record<string, string | number | Item>>): Item =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'string'
        ? { S: value }
        : typeof value === 'number'
          ? { N: String(value) }
          : { M: value },
    ]),
  );

/** The SDK's errors may quote a request; only their name goes on. */
const unavailable = (error: unknown): Unavailable =>
  error instanceof Unavailable
    ? error
    : new Unavailable(
        `the credits table did not answer: ${error instanceof Error ? error.name : 'unknown'}`,
      );

const rethrowUnavailable = (error: unknown): never => {
  throw unavailable(error);
};
