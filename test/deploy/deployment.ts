import { type FunctionConfiguration, paginateListFunctions } from '@aws-sdk/client-lambda';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import type { FunctionName } from '../../lib/routes.ts';
import type { clientsOf } from './cloud.ts';

type Clients = ReturnType<typeof clientsOf>;

/** One function of the service, as it was deployed. */
export type DeployedFunction = {
  readonly functionName: string;
  readonly roleArn: string;
  readonly logGroup: string;
  readonly environment: Readonly<Record<string, string>>;
};

export type Functions = ReadonlyMap<FunctionName, DeployedFunction>;

const isFunctionName = (name: string): name is FunctionName =>
  Object.hasOwn(functionTimeoutSeconds, name);

/** The functions of a stack, by their names here: each one's description ends with it. */
export const findFunctions = async ({ lambda }: Clients, stackName: string): Promise<Functions> => {
  const found = new Map<FunctionName, DeployedFunction>();
  for await (const page of paginateListFunctions({ client: lambda }, {})) {
    for (const fn of page.Functions ?? []) {
      const [stack, name = ''] = (fn.Description ?? '').split(': ');
      if (stack !== stackName) continue;
      if (!isFunctionName(name)) throw new Error(`${fn.FunctionName} is no function of ours`);
      found.set(name, readFunction(fn));
    }
  }
  return found;
};

const readFunction = (fn: FunctionConfiguration): DeployedFunction => ({
  functionName: fn.FunctionName ?? '',
  roleArn: fn.Role ?? '',
  logGroup: fn.LoggingConfig?.LogGroup ?? `/aws/lambda/${fn.FunctionName}`,
  environment: fn.Environment?.Variables ?? {},
});

export const functionOf = (functions: Functions, name: FunctionName): DeployedFunction => {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`${name} was not deployed`);
  return found;
};

/** The tables of a stack, from what its functions were told. */
export const tablesOf = (functions: Functions): { credits: string; locks: string } => ({
  credits: functionOf(functions, 'send-message').environment['CREDITS_TABLE'] ?? '',
  locks: functionOf(functions, 'refresh-access-token').environment['LOCKS_TABLE'] ?? '',
});
