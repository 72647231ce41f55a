import type { FunctionName } from '../../lib/routes.ts';
import type { Usage } from './bill.ts';
import type { Step } from './counted-functions.ts';

/** What Lambda bills for one warm request: of our own CPU, at 256 MB, and of waiting, in ms. */
type Assumed = { readonly cpu: number; readonly waiting: number };

/**
 * An assumption, since nothing here runs on Lambda. At 256 MB our own CPU has a seventh of a core
 * (bench/results.json has what it takes of a whole one); with less memory it has less and takes
 * longer. A write to DynamoDB takes some 5 ms, WeChat's answer to a region near it some 100.
 */
export const assumed: Readonly<Partial<Record<FunctionName, Assumed>>> = {
  'start-consent': { cpu: 3, waiting: 0 },
  'create-confirm-link': { cpu: 3, waiting: 0 },
  'open-receipt': { cpu: 3, waiting: 0 },
  'record-consent': { cpu: 8, waiting: 5 },
  'send-message': { cpu: 15, waiting: 110 },
};

/** One flow of ours, from what was counted. @throws Error for a function without an assumption */
export const usageOf = (steps: readonly Step[], memoryMb: number): Usage => ({
  apiRequests: steps.length,
  invocations: steps.length,
  gbSeconds: steps.reduce(
    (sum, { function: name }) => sum + (billedMs(name, memoryMb) / 1_000) * (memoryMb / 1_024),
    0,
  ),
  writeUnits: steps.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
  parameterReads: steps
    .flatMap(({ calls }) => calls)
    .filter((operation) => operation.startsWith('AmazonSSM.')).length,
  logBytes: steps.reduce((sum, { logBytes, accessLogBytes }) => sum + logBytes + accessLogBytes, 0),
});

const billedMs = (name: FunctionName, memoryMb: number): number => {
  const ms = assumed[name];
  if (ms === undefined) throw new Error(`nothing is assumed of the time of ${name}`);
  return ms.cpu * (256 / memoryMb) + ms.waiting;
};

/**
 * The design that it is compared with, as it is usually drawn: the same three requests; the confirm
 * and the claim as transactions of two items (the credit and its log), which cost double, and one
 * more write for the result; the token read from Parameter Store by every send; Lambda's own three
 * log lines and two of Powertools for each request, and an access log like ours; 256 MB.
 */
export const typicalUsage = (flow: readonly Step[]): Usage => ({
  apiRequests: 3,
  invocations: 3,
  gbSeconds: ((20 + 60 + 200) / 1_000) * (256 / 1_024),
  writeUnits: 4 + 4 + 1,
  parameterReads: 1,
  logBytes: 3 * (350 + 2 * 400) + flow.reduce((sum, { accessLogBytes }) => sum + accessLogBytes, 0),
});
