// dynalite in a thread of its own: it throws when its database cannot be opened or written, and
// here that ends this thread with an error that its owner sees, not the whole process.
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { isAwsCall } from './aws-call.ts';
import {
  completeConditionFailures,
  type DynamodbAnswer,
  type DynamodbCall,
} from './dynamodb-completion.ts';
import { BodyTooLarge, closeServer, listen, readRequest } from './http-exchange.ts';
import { createKeyLocks } from './key-locks.ts';

export type DynamodbWorkerData = { readonly path?: string };

const maxBodyBytes = 16 * 1024 * 1024;
const { path } = workerData as DynamodbWorkerData;
const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
const [engineListener] = server.listeners('request');
server.removeAllListeners('request');

/** dynalite's own request listener, spoken to without a socket. */
const engineCall = (call: DynamodbCall): Promise<DynamodbAnswer> => {
  const { promise, resolve } = Promise.withResolvers<DynamodbAnswer>();
  const request = Object.assign(Readable.from([Buffer.from(call.body)]), {
    method: 'POST',
    url: '/',
    headers: { ...ownHeaders, ...call.headers, 'x-amz-target': `DynamoDB_20120810.${call.action}` },
  });
  const answered = new Map<string, string>();
  engineListener?.call(server, request, {
    statusCode: 200,
    setHeader: (name: string, value: string | number) =>
      answered.set(name.toLowerCase(), String(value)),
    end(body = '') {
      resolve({ status: this.statusCode, headers: answered, body });
    },
  });
  return promise;
};

/** dynalite asks for a signature and does not check it. */
const ownHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
};

const complete = completeConditionFailures(engineCall, createKeyLocks());

server.on('request', async (message, response) => {
  try {
    const request = await readRequest(message, maxBodyBytes);
    const { method, headers, body } = request;
    const action = headers['x-amz-target']?.split('.')[1] ?? '';
    if (method !== 'POST' || !isAwsCall(request)) {
      response.writeHead(403).end();
      return;
    }
    // dynalite would allow any origin
    const { origin: _, ...forwarded } = headers;
    const answer = await complete({ action, body: body.toString('utf8'), headers: forwarded });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.writeHead(answer.status).end(answer.body);
  } catch (error) {
    response.writeHead(error instanceof BodyTooLarge ? 413 : 500).end();
  }
});

// The first call opens the database, or ends this thread.
await engineCall({ action: 'ListTables', body: '{}' });
const port = await listen(server, 0, '127.0.0.1');
parentPort?.postMessage({ port });
parentPort?.once('message', async () => {
  await closeServer(server);
  process.exit(0);
});
