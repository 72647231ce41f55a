import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { closeServer, listen } from '../../local/http-exchange.ts';
import { createLambda } from '../../local/lambda.ts';
import { startLambdaEndpoint } from '../../local/lambda-endpoint.ts';
import { lambdaClient } from './aws-clients.ts';
import { temporaryFolder } from './temporary-folder.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);

const startEcho = async (
  overrides: { readonly bundle?: string; readonly timeoutMs?: number } = {},
) => {
  const lines: string[] = [];
  const definition = {
    name: 'echo',
    bundle: fixture('echo.mjs'),
    environment: { STAGE: 'local', AWS_REGION: 'us-east-1' },
    timeoutMs: 10_000,
    ...overrides,
  };
  const { promise: logged, resolve } = Promise.withResolvers<void>();
  const lambda = createLambda(new Map([['echo', definition]]), (name, line) => {
    lines.push(`${name} ${line}`);
    resolve();
  });
  onTestFinished(lambda.close);
  const endpoint = await startLambdaEndpoint(lambda);
  onTestFinished(endpoint.close);
  const client = lambdaClient(endpoint.url);

  const invoke = async (event: unknown, more: Partial<InvokeCommandInput> = {}) => {
    const { Payload, FunctionError, StatusCode } = await client.send(
      new InvokeCommand({ FunctionName: 'echo', Payload: JSON.stringify(event), ...more }),
    );
    const text = Payload?.length ? Buffer.from(Payload).toString('utf8') : '';
    return { answer: text === '' ? undefined : JSON.parse(text), FunctionError, StatusCode };
  };
  return { lambda, invoke, lines, logged, endpoint };
};

/** An HTTP server that answers when the test says so. */
const startGate = async () => {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const server = createServer(async (_, response) => {
    reached.resolve();
    await opened.promise;
    response.end('let through');
  });
  const port = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => closeServer(server));
  return { url: `http://127.0.0.1:${port}`, reached: reached.promise, open: opened.resolve };
};

test("the SDK's client invokes a function and reads its answer", async () => {
  const { invoke } = await startEcho();

  const { answer, FunctionError, StatusCode } = await invoke({ text: '一次' });

  expect(StatusCode).toBe(200);
  expect(FunctionError).toBeUndefined();
  expect(answer.event).toEqual({ text: '一次' });
  expect(answer.context).toMatchObject({
    functionName: 'echo',
    functionVersion: '$LATEST',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(answer.context.remainingMs).toBeLessThanOrEqual(10_000);
  expect(answer.context.remainingMs).toBeGreaterThan(0);
});

test('a function sees its own environment and nothing else', async () => {
  process.env['YICI_LEAK'] = 'leaked';
  onTestFinished(() => {
    delete process.env['YICI_LEAK'];
  });
  const { invoke } = await startEcho();

  const { answer } = await invoke({});

  expect(answer.environment).toEqual({ STAGE: 'local', AWS_REGION: 'us-east-1' });
});

test('a function answers null when it returns nothing', async () => {
  const { invoke } = await startEcho();

  expect((await invoke({ do: 'nothing' })).answer).toBeNull();
});

test('a thrown error comes back as Lambda spells it, and the thread serves on', async () => {
  const { invoke, lines } = await startEcho();
  await invoke({});

  const { answer, FunctionError } = await invoke({ do: 'throw' });

  expect(FunctionError).toBe('Unhandled');
  expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'asked to throw' });
  expect(answer.trace[0]).toBe('RangeError: asked to throw');
  expect((await invoke({})).answer.calls).toBe(3);
  expect(lines.join('\n')).toContain('asked to throw');
});

test('a function that ends its thread fails its event, and the next event finds a new thread', async () => {
  const { invoke } = await startEcho();

  const { answer } = await invoke({ do: 'exit' });

  expect(answer).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: 'Runtime exited with error: exit status 7',
  });
  expect((await invoke({})).answer.calls).toBe(1);
});

test('an event that takes too long is answered as timed out, and the next finds a new thread', async () => {
  const { invoke } = await startEcho({ timeoutMs: 100 });

  const { answer } = await invoke({ do: 'hang' });

  expect(answer.errorType).toBe('Sandbox.Timedout');
  expect(answer.errorMessage).toMatch(/Task timed out after 0\.10 seconds$/);
  // on a busy machine even this takes longer, and each time the thread is new
  let next = await invoke({});
  while (next.answer.errorType === 'Sandbox.Timedout') next = await invoke({});
  expect(next.answer.calls).toBe(1);
});

test('a function that fails in INIT says why to every event', async () => {
  const { invoke, lambda } = await startEcho({ bundle: fixture('broken-init.mjs') });

  const failures = await lambda.warm();

  expect(failures.get('echo')?.errorMessage).toBe('environment: CREDITS_TABLE is missing');
  expect((await invoke({})).answer.errorMessage).toBe('environment: CREDITS_TABLE is missing');
});

test('many events are under way in one thread at once', async () => {
  const { invoke } = await startEcho();

  const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => invoke({ at })));

  expect(answers.map(({ answer }) => answer.event.at)).toEqual([...answers.keys()]);
  expect(new Set(answers.map(({ answer }) => answer.calls)).size).toBe(50);
});

test('what a function writes reaches the log line by line', async () => {
  const { invoke, lines, logged } = await startEcho();

  await invoke({ do: 'log' });
  await logged;

  expect(lines).toEqual(['echo {"event":"request.invalid"}']);
});

test('a reload loads the bundle anew, and lets events under way finish in the old thread', async () => {
  const bundle = join(temporaryFolder(), 'index.mjs');
  copyFileSync(fixture('echo.mjs'), bundle);
  const { invoke, lambda } = await startEcho({ bundle });
  const gate = await startGate();
  const underWay = invoke({ do: 'fetch', url: gate.url });
  await gate.reached;
  writeFileSync(bundle, "export const handler = async () => 'new';");

  lambda.reload('echo');

  expect((await invoke({})).answer).toBe('new');
  gate.open();
  expect((await underWay).answer).toBe('let through');
});

describe('the endpoint', () => {
  test('answers an asynchronous invocation at once', async () => {
    const { invoke } = await startEcho();

    expect((await invoke({}, { InvocationType: 'Event' })).StatusCode).toBe(202);
  });

  test('finds a function by its ARN as well, and says which one it does not know', async () => {
    const { invoke } = await startEcho();

    const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
    expect((await invoke({ at: 1 }, { FunctionName })).answer.event).toEqual({ at: 1 });
    await expect(invoke({}, { FunctionName: 'other' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('refuses an event that is not JSON', async () => {
    const { invoke } = await startEcho();

    await expect(invoke({}, { Payload: '{' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
  });

  test('refuses what a web page could send', async () => {
    const { endpoint } = await startEcho();

    const url = `${endpoint.url}/2015-03-31/functions/echo/invocations`;
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(403);
  });
});
