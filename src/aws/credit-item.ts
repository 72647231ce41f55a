import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Assurance, assurances } from '../domain/assurance.ts';
import type {
  LastSend,
  RememberedSend,
  SendOutcomeName,
  SendResult,
  StoredCredit,
} from '../domain/credit.ts';
import type { Openid } from '../domain/openid.ts';
import type { Scene } from '../domain/scene.ts';

export type Item = Record<string, AttributeValue>;

/**
 * Attributes: openid, scene, ticket, claimsAfter? | confirmed, used, confirmedAt, assurance,
 * callerState?, sendId?, keyHash?, leaseUntil?, outcome?, probed?, remembered {<key hash>: {f, s, at, r?}} | ttl.
 * A tombstone has only the first four and ttl. Times are Unix milliseconds, ttl in seconds.
 */
export const readItem = (item: Item | undefined): StoredCredit | undefined => {
  if (item === undefined || Object.keys(item).length === 0) return undefined;
  const key = { openid: text(item, 'openid') as Openid, scene: number(item, 'scene') as Scene };
  const ticket = text(item, 'ticket');
  const claimsAfter = item['claimsAfter'] && number(item, 'claimsAfter');
  if (item['confirmed'] === undefined) return { kind: 'tombstone', ...key, ticket, claimsAfter };
  return {
    kind: 'credit',
    ...key,
    ticket,
    confirmed: number(item, 'confirmed'),
    used: number(item, 'used'),
    confirmedAtMs: number(item, 'confirmedAt'),
    assurance: readAssurance(text(item, 'assurance')),
    callerState: item['callerState']?.S,
    claimsAfter,
    lastSend: readLastSend(item),
    remembered: readRemembered(item['remembered']?.M ?? {}),
  };
};

const readLastSend = (item: Item): LastSend | undefined =>
  item['sendId']?.S === undefined
    ? undefined
    : {
        sendId: item['sendId'].S,
        keyHash: text(item, 'keyHash'),
        leaseUntilMs: item['leaseUntil'] && number(item, 'leaseUntil'),
        outcome: item['outcome']?.S as SendOutcomeName | undefined,
      };

const readRemembered = (map: Item): Record<string, RememberedSend> =>
  Object.fromEntries(
    Object.entries(map).map(([hash, { M: entry = {} }]) => [
      hash,
      {
        fingerprint: text(entry, 'f'),
        sendId: text(entry, 's'),
        claimedAtMs: number(entry, 'at'),
        result: entry['r']?.S === undefined ? undefined : readResult(entry['r'].S),
      },
    ]),
  );

/** `no_chance:43101`, or the outcome alone where WeChat gave no errcode. */
export const writeResult = ({ outcome, errcode }: SendResult): string =>
  errcode === undefined ? outcome : `${outcome}:${errcode}`;

const readResult = (stored: string): SendResult => {
  const [outcome = '', errcode] = stored.split(':');
  return {
    outcome: outcome as SendOutcomeName,
    ...(errcode === undefined ? {} : { errcode: Number(errcode) }),
  };
};

const readAssurance = (value: string): Assurance => {
  const known = assurances.find((assurance) => assurance === value);
  if (known === undefined) throw new Error('a stored credit has an unknown assurance');
  return known;
};

const text = (item: Item, name: string): string => {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`a stored credit has no ${name}`);
  return value;
};

const number = (item: Item, name: string): number => {
  const value = item[name]?.N;
  if (value === undefined) throw new Error(`a stored credit has no ${name}`);
  return Number(value);
};
