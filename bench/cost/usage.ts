import type { FunctionName } from '../../lib/routes.ts';
import type { Usage } from './bill.ts';
import type { Step } from './counted-functions.ts';

/**
 * What Lambda bills for one warm request, in ms: an assumption, since nothing here runs on Lambda.
 * Our own CPU at 256 MB has a seventh of a core (bench/results.json has what it takes of a whole
 * one), a write to DynamoDB takes some 5 ms, WeChat's answer to a region near it some 100.
 */
export const assumedMs: Readonly<Partial<Record<FunctionName, number>>> = {
  'start-consent': 3,
  'create-confirm-link': 3,
  'open-receipt': 3,
  'record-consent': 13,
  'send-message': 125,
};

/** One flow of ours, from what was counted. @throws Error for a function without an assumption */
export const usageOf = (
  steps: readonly Step[],
  { memoryMb, accessLogBytes }: { readonly memoryMb: number; readonly accessLogBytes: number },
): Usage => ({
  apiRequests: steps.length,
  invocations: steps.length,
  gbSeconds: steps.reduce(
    (sum, { function: name }) => sum + (billedMs(name) / 1_000) * (memoryMb / 1_024),
    0,
  ),
  writeUnits: steps.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
  parameterReads: steps
    .flatMap(({ calls }) => calls)
    .filter((operation) => operation.startsWith('AmazonSSM.')).length,
  logBytes: steps.reduce((sum, { logBytes }) => sum + logBytes + accessLogBytes, 0),
});

const billedMs = (name: FunctionName): number => {
  const ms = assumedMs[name];
  if (ms === undefined) throw new Error(`nothing is assumed of the time of ${name}`);
  return ms;
};

/**
 * The design that it is compared with, as it is usually drawn: the same three requests; the confirm
 * and the claim as transactions of two items (the credit and its log), which cost double, and one
 * more write for the result; the token read from Parameter Store by every send; Lambda's own three
 * log lines and two of Powertools for each request; the same memory.
 */
export const typicalUsage = (memoryMb: number, accessLogBytes: number): Usage => ({
  apiRequests: 3,
  invocations: 3,
  gbSeconds: ((20 + 60 + 200) / 1_000) * (memoryMb / 1_024),
  writeUnits: 4 + 4 + 1,
  parameterReads: 1,
  logBytes: 3 * (350 + 2 * 400 + accessLogBytes),
});
