// One function in a thread of its own, as Lambda's runtime runs it: INIT imports the bundle, then
// each event goes to `handler` with a context. The thread's environment is the function's alone.
import { parentPort, workerData } from 'node:worker_threads';

export type FunctionWorkerData = {
  readonly name: string;
  /** File URL of the bundle. */
  readonly bundle: string;
};

export type Invocation = {
  readonly id: number;
  /** JSON. */
  readonly event: string;
  readonly requestId: string;
  readonly deadlineMs: number;
};

export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed'; readonly error: FunctionError }
  /** `answer` is JSON. */
  | { readonly kind: 'answered'; readonly id: number; readonly answer: string }
  | { readonly kind: 'failed'; readonly id: number; readonly error: FunctionError };

const { name, bundle } = workerData as FunctionWorkerData;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

const errorOf = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? {
        errorType: thrown.name,
        errorMessage: thrown.message,
        trace: (thrown.stack ?? '').split('\n'),
      }
    : { errorType: typeof thrown, errorMessage: String(thrown) };

const contextOf = ({ requestId, deadlineMs }: Invocation) => ({
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  memoryLimitInMB: '160',
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${name}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
});

const loadHandler = async () => {
  const { handler } = await import(bundle);
  if (typeof handler !== 'function') throw new Error('the bundle exports no function `handler`');
  return handler;
};

try {
  const handler = await loadHandler();
  parentPort?.on('message', async (invocation: Invocation) => {
    const { id } = invocation;
    try {
      const answer = await handler(JSON.parse(invocation.event), contextOf(invocation));
      tell({ kind: 'answered', id, answer: JSON.stringify(answer) ?? 'null' });
    } catch (error) {
      tell({ kind: 'failed', id, error: errorOf(error) });
    }
  });
  tell({ kind: 'ready' });
} catch (error) {
  tell({ kind: 'init-failed', error: errorOf(error) });
}
