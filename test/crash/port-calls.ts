import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { creditTable } from '../../src/aws/credit-table.ts';
import { refreshLock } from '../../src/aws/refresh-lock.ts';
import type { Claim, Resolution } from '../../src/domain/credit-transitions.ts';
import type { CreditStore, RefreshLock } from '../../src/use-cases/ports.ts';
import { aConsent, openid, scene } from '../support/builders.ts';

const key = { openid, scene };
const send = { ...key, sendId: 'send', keyHash: 'key', leaseUntilMs: 2, order: 1 };
const claim: Claim = {
  ...send,
  fingerprint: '',
  nowMs: 1,
  lifetimeMs: undefined,
};
const settlement = { ...send, result: { outcome: 'sent' } } as const;
const resolution: Resolution = { ...send, delivered: true, nowMs: 1 };

type Ways<Port> = Readonly<Record<keyof Port, readonly ((port: Port) => Promise<unknown>)[]>>;

/** Each call of the ports to DynamoDB, in every form that its request may have. */
const credits: Ways<CreditStore> = {
  record: [
    ({ record }) => record(aConsent()),
    ({ record }) => record({ ...aConsent(), callerState: 'state' }),
  ],
  claim: [
    (store) => store.claim(claim, []),
    (store) => store.claim({ ...claim, lifetimeMs: 1 }, []),
  ],
  settle: [({ settle }) => settle(settlement)],
  settleLate: [({ settleLate }) => settleLate(settlement)],
  release: [({ release }) => release(send)],
  reopen: [({ reopen }) => reopen(send, 1, 2)],
  resolve: [
    ({ resolve }) => resolve(resolution),
    ({ resolve }) => resolve({ ...resolution, delivered: false }),
  ],
  resolveSuperseded: [({ resolveSuperseded }) => resolveSuperseded(resolution)],
  find: [({ find }) => find(key)],
  list: [({ list }) => list(openid)],
  erase: [({ erase }) => erase({ ...key, ticket: '' }, 1)],
};
const locks: Ways<RefreshLock> = {
  take: [({ take }) => take('owner', 1, 2)],
  leave: [({ leave }) => leave('owner')],
  countForce: [({ countForce }) => countForce('owner', 1)],
};

type Input = Readonly<Record<string, unknown>>;

/** What tells one request from another: all that does not come from a caller's values. */
const formOf = (action: string, table: string, input: Input): string =>
  [action, table, input['UpdateExpression'], input['ConditionExpression']]
    .join(' | ')
    // as many as are past their time
    .replaceAll(/(, | AND attribute_exists\()remembered\.#old\d+\)?/g, '');

/** The real adapters make their requests, and each is written down before it leaves. */
const recordForms = async (): Promise<ReadonlyMap<string, string>> => {
  const forms = new Map<string, string>();
  let name = '';
  const client = new DynamoDBClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const { TableName = '' } = input as { readonly TableName?: string };
        forms.set(formOf(commandName.replace('Command', ''), TableName, input as Input), name);
        // as if it did not meet its condition: a call that goes on after that shows its next request
        throw new ConditionalCheckFailedException({ message: '', $metadata: {} });
      },
    { step: 'initialize' },
  );
  const make = async <Port extends object>(table: string, port: Port, ways: Ways<Port>) => {
    for (const [method, calls] of Object.entries<Ways<Port>[keyof Port]>(ways)) {
      name = `${table} ${method}`;
      for (const call of calls) await call(port).catch(() => undefined);
    }
  };
  await make('credits', creditTable(client, 'credits'), credits);
  await make('locks', refreshLock(client, 'locks'), locks);
  client.destroy();
  return forms;
};

const forms = await recordForms();

/** The port call that makes this request of DynamoDB, such as `credits claim`. */
export const portCallOf = (action: string, input: Input): string => {
  const table = String(input['TableName']).split('-').at(-1) ?? '';
  const form = formOf(action, table, input);
  return forms.get(form) ?? `dynamodb ${form}`;
};

/** Every call that the ports to DynamoDB have. */
export const tableCalls: readonly string[] = [
  ...Object.keys(credits).map((method) => `credits ${method}`),
  ...Object.keys(locks).map((method) => `locks ${method}`),
];

/** What each of them is to IAM: of `credits find`, `GetItem`. */
export const actionsOf = (call: string): readonly string[] =>
  [...forms].flatMap(([form, name]) => (name === call ? form.split(' | ').slice(0, 1) : []));
