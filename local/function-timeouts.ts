import type { FunctionName } from '../lib/routes.ts';

/** As the stack deploys them, in milliseconds. */
const timeouts: Partial<Record<FunctionName, number>> = {
  'send-message': 20_000,
  'refresh-access-token': 30_000,
};

export const functionTimeoutMs = (name: FunctionName): number => timeouts[name] ?? 10_000;
