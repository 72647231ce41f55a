import { createServer, type RequestListener } from 'node:http';
import { afterAll } from 'vitest';

export type LoopbackServer = { readonly url: string };

/** A server on a free loopback port for as long as the test file runs. */
export const startHttpForFile = async (listener: RequestListener): Promise<LoopbackServer> => {
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}` };
};
