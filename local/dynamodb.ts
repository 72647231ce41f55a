import { Worker } from 'node:worker_threads';
import type { DynamodbWorkerData } from './dynamodb-worker.ts';
import { ensureFolder } from './ensure-folder.ts';
import { BrokenData } from './failures.ts';
import type { Endpoint } from './http-exchange.ts';

/**
 * A DynamoDB endpoint on a free loopback port: dynalite, completed.
 * @param path folder of its data, made when missing; without it, nothing is kept.
 * @param onFailure called when the database fails later, for example because the disk is full.
 * @throws BrokenData
 */
export const startDynamodb = async ({
  path,
  onFailure = () => {},
}: {
  readonly path?: string;
  readonly onFailure?: (error: BrokenData) => void;
} = {}): Promise<Endpoint> => {
  if (path !== undefined) ensureFolder(path);
  const workerData: DynamodbWorkerData = path === undefined ? {} : { path };
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url), {
    name: 'dynamodb',
    workerData,
    // dynalite puts the region in the ARNs that it makes up.
    env: { AWS_REGION: 'us-east-1' },
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const started = Promise.withResolvers<number>();
  worker.once('message', ({ port }: { readonly port: number }) => started.resolve(port));
  worker.once('error', (cause) => {
    const error = new BrokenData(path ?? 'memory', 'damaged', cause);
    started.reject(error);
    onFailure(error);
  });

  const port = await started.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      worker.postMessage('close');
      await exited;
    },
  };
};
