import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionsOf } from '../crash/port-calls.ts';
import { portUses } from './port-uses.ts';
import { root } from './synthesised.ts';

type Files = readonly string[];
type Environment = Readonly<Record<string, string>>;

const credits = portUses('CreditStore');
const locks = portUses('RefreshLock');
const accessToken = portUses('AccessTokenParameter');

/** The methods of a port that one of these files uses. */
const used = (port: ReturnType<typeof portUses>, files: Files): readonly string[] =>
  [...port].flatMap(([method, users]) =>
    users.some((user) => files.includes(user)) ? method : [],
  );

const onCredits = (action: string) => `Allow dynamodb:${action} <Credits/Table.Arn>`;
const onLocks = (action: string) => `Allow dynamodb:${action} <TokenRefresh/Locks/Table.Arn>`;
const onParameter = (action: string, name = '') =>
  `Allow ssm:${action} arn:aws:ssm:ap-southeast-1:<AWS::AccountId>:parameter${name}`;

/**
 * What an adapter asks of AWS. A bundle has every method of the store, the lock and the parameter,
 * so those are asked for that the rest of its sources use; a parameter is read by whoever is told
 * its name.
 */
const asks: Readonly<Record<string, (files: Files, environment: Environment) => Files>> = {
  'src/aws/credit-table.ts': (files) =>
    used(credits, files)
      .flatMap((method) => actionsOf(`credits ${method}`))
      .map(onCredits),
  'src/aws/table-probe.ts': () => [onCredits('GetItem')],
  'src/aws/refresh-lock.ts': (files) =>
    used(locks, files)
      .flatMap((method) => actionsOf(`locks ${method}`))
      .map(onLocks),
  'src/aws/access-token-parameter.ts': (files, environment) =>
    used(accessToken, files).includes('write')
      ? [onParameter('PutParameter', environment['ACCESS_TOKEN_PARAMETER'])]
      : [],
  'src/aws/secret-parameter.ts': (_, environment) =>
    Object.entries(environment)
      .filter(([variable]) => variable.endsWith('_PARAMETER'))
      .map(([, name]) => onParameter('GetParameter', name)),
  'src/aws/refresh-function.ts': () => [
    'Allow lambda:InvokeFunction <TokenRefresh/RefreshAccessToken/Function.Arn>',
  ],
};

const makesCalls = (path: string): boolean =>
  /^(src|functions)\//.test(path) &&
  /new \w+Command\(/.test(readFileSync(join(root, path), 'utf8'));

/**
 * All that a function made of these sources may ask of AWS on any path, as permissions, sorted.
 * @throws Error for an adapter of which it is not known
 */
export const askedOfAws = (files: Files, environment: Environment): readonly string[] => {
  const asked = files.filter(makesCalls).flatMap((path) => {
    const ask = asks[path];
    if (ask === undefined) throw new Error(`what does ${path} ask of AWS?`);
    return ask(files, environment);
  });
  return [...new Set(asked)].toSorted();
};
