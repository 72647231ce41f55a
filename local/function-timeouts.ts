import type { FunctionName } from '../lib/routes.ts';

/** As the stack deploys them, in milliseconds. */
const timeouts = new Map<string, number>([
  ['send-message' satisfies FunctionName, 20_000],
  ['refresh-access-token' satisfies FunctionName, 30_000],
]);

export const functionTimeoutMs = (functionName: string): number =>
  timeouts.get(functionName) ?? 10_000;
