// Run by `bundle-process.ts`: one environment of one function, as Lambda's runtime runs it. INIT
// imports the bundle, then each message is one invocation. The wall clock can be moved.
import type { Invocation, Invoked } from './bundle-process.ts';

let movedMs = Number(process.argv[3]);

const RealDate = Date;
class MovedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [MovedDate.now()] : given) as [number]));
  }
  static override now(): number {
    return RealDate.now() + movedMs;
  }
}
// before the bundle is loaded: it keeps hold of Date.now
globalThis.Date = MovedDate as DateConstructor;

process.once('disconnect', () => process.exit());

const { handler } = await import(process.argv[2] ?? '');

const invoke = async ({ id, event, timeoutMs }: Invocation): Promise<Invoked> => {
  const startedMs = performance.now();
  const context = {
    awsRequestId: `request-${id}`,
    getRemainingTimeInMillis: () => Math.max(0, timeoutMs - (performance.now() - startedMs)),
  };
  try {
    return { id, answer: await handler(event, context) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
};

process.on('message', async (invocation: Invocation) => {
  movedMs = invocation.movedMs;
  process.send?.(await invoke(invocation));
});
process.send?.('ready');
