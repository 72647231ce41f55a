import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { onTestFinished } from 'vitest';
import { certificate, closedPort, startHttps, startTcp } from '../support/loopback-servers.ts';

/**
 * What must become of a call: nothing of it left, it left and nobody knows what became of it, or
 * the answer is to be taken for what it says.
 */
export type Fate = 'not sent' | 'unknown' | 'believed';

/** @param good the body that would mean success */
export type Host = (good: string) => Promise<string>;

export type Fault = {
  readonly fate: Fate;
  readonly host: Host;
  /** The other side never ends it: only a time limit does. */
  readonly waits?: true;
};

const own = (name: 'expired' | 'elsewhere') => ({
  key: certificate('trusted').key,
  cert: readFileSync(join(import.meta.dirname, 'certificates', `${name}.crt`)),
});

/** Each of them has one thing wrong with it, and it is not that nobody signed it. */
export const trustTestCertificates = (): void =>
  tls.setDefaultCACertificates([
    certificate('trusted').cert,
    own('expired').cert,
    own('elsewhere').cert,
  ]);

const startTls = async (options: https.ServerOptions): Promise<string> => {
  const server = https.createServer(options, (_, response) => response.end());
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const overTls = async (onConnection: (socket: Socket) => void): Promise<string> =>
  (await startTcp(onConnection)).url.replace('http:', 'https:');

/** Hosts to which there is no connection that could be used. */
export const unreachable: Readonly<Record<string, Fault>> = Object.fromEntries(
  Object.entries<Host>({
    'a port where nobody listens': async () => `http://127.0.0.1:${await closedPort()}`,
    'a name that no DNS knows': async () => 'http://yici.invalid',
    'a certificate that nobody signed': async () => (await startHttps('stranger', () => {})).url,
    'a certificate that has expired': () => startTls(own('expired')),
    'a certificate of another host': () => startTls(own('elsewhere')),
    'a version of TLS that is too old': () =>
      startTls({
        ...certificate('trusted'),
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    'a TLS handshake that is reset': () =>
      overTls((socket) => socket.once('data', () => socket.resetAndDestroy())),
    'a TLS handshake that is ended': () => overTls((socket) => socket.end()),
    'plain HTTP where TLS should be': () =>
      overTls((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    'what is no TLS': () => overTls((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')),
  }).map(([name, host]) => [name, { fate: 'not sent', host }]),
);

/** It holds up the connection itself, so it has a time limit of its own. */
export const silentHandshake: Host = () => overTls(() => {});

/** Reads one whole request, head and body, and then does as told. */
export const afterRequest =
  (act: (socket: Socket, good: string) => void): Host =>
  async (good) =>
    (
      await startTcp((socket) => {
        let read = Buffer.alloc(0);
        socket.on('data', (chunk) => {
          read = Buffer.concat([read, chunk]);
          if (isWhole(read)) act(socket, good);
        });
      })
    ).url;

const isWhole = (request: Buffer): boolean => {
  const headEnd = request.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /^content-length: (\d+)\r$/im.exec(
    request.toString('latin1', 0, headEnd + 2),
  )?.[1];
  return request.length >= headEnd + 4 + Number(length ?? 0);
};

/** An answer of HTTP 200 with these bytes. */
export const answering =
  (
    bodyOf: (good: string) => string | Buffer,
    headers: Readonly<Record<string, string>> = {},
    status = 200,
  ): Host =>
  async (good) => {
    const server = http.createServer((request, response) => {
      request.resume().once('end', () => {
        const body = Buffer.from(bodyOf(good));
        response.writeHead(status, {
          'content-type': 'application/json; encoding=utf-8',
          'content-length': body.length,
          ...headers,
        });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
