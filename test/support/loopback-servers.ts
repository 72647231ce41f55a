import { readFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export type LoopbackServer = {
  readonly url: string;
  readonly port: number;
  /** Every connection that it has accepted, ended ones too. */
  readonly connections: readonly Socket[];
  /** Stops listening and drops every connection. */
  readonly close: () => Promise<void>;
};

const certificates = join(import.meta.dirname, 'certificates');

/** @param name `trusted`, which a test may trust, or `stranger`, which nobody does */
export const certificate = (name: 'trusted' | 'stranger') => ({
  certFile: join(certificates, `${name}.crt`),
  cert: readFileSync(join(certificates, `${name}.crt`)),
  key: readFileSync(join(certificates, `${name}.key`)),
});

/** A server that does with each connection what the test wants. Closed when the test is over. */
export const startTcp = (onConnection: (socket: Socket) => void): Promise<LoopbackServer> =>
  serve(net.createServer(onConnection), 'http');

export const startHttp = (listener: RequestListener): Promise<LoopbackServer> =>
  serve(http.createServer({ keepAliveTimeout: 0 }, listener), 'http');

/** @returns also `presentAs`, which changes the certificate of connections to come */
export const startHttps = async (name: 'trusted' | 'stranger', listener: RequestListener) => {
  const { cert, key } = certificate(name);
  const server = https.createServer({ cert, key, keepAliveTimeout: 0 }, listener);
  return {
    ...(await serve(server, 'https')),
    presentAs: (other: 'trusted' | 'stranger') => server.setSecureContext(certificate(other)),
  };
};

/** A port of this machine where nobody listens. */
export const closedPort = async (): Promise<number> => {
  const server = await startTcp(() => {});
  await server.close();
  return server.port;
};

const serve = async (server: Server, scheme: 'http' | 'https'): Promise<LoopbackServer> => {
  const connections: Socket[] = [];
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {});
    connections.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of connections) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, port, connections, close };
};
