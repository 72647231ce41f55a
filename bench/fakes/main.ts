// DynamoDB, Parameter Store and WeChat on loopback, in a process of their own: whoever is measured
// pays for its own work alone. They answer the same to everybody and keep nothing, so that a slow
// engine cannot hide what a client costs; what is right is tested elsewhere, on a real engine.
import { readFileSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerOf, type Service } from './answers.ts';
import type { FakesMessage } from './start.ts';

const [keyFile, certificateFile] = process.argv.slice(2);
const services: readonly Service[] = ['dynamodb', 'ssm', 'wechat'];
const calls: Record<string, number> = {};
const sockets: Record<string, number> = {};

const count = (counts: Record<string, number>, name: string) => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const listener =
  (service: Service): RequestListener =>
  (request, response) => {
    const path = request.url ?? '/';
    const target = request.headers['x-amz-target'];
    count(calls, target === undefined ? (path.split('?')[0] ?? '') : String(target));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = answerOf(service, path, Buffer.concat(chunks).toString('utf8'));
      const type = service === 'wechat' ? 'application/json' : 'application/x-amz-json-1.1';
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  };

const start = async (service: Service): Promise<readonly [Service, string]> => {
  const server =
    keyFile === undefined || certificateFile === undefined
      ? http.createServer(listener(service))
      : https.createServer(
          { key: readFileSync(keyFile), cert: readFileSync(certificateFile) },
          listener(service),
        );
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => count(sockets, service));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return [service, `${keyFile === undefined ? 'http' : 'https'}://127.0.0.1:${port}`];
};

const tell = (message: FakesMessage) => process.send?.(message);

process.once('disconnect', () => process.exit());
process.on('message', () => tell({ kind: 'counts', calls: { ...calls }, sockets: { ...sockets } }));
const urls = Object.fromEntries(await Promise.all(services.map(start))) as Record<Service, string>;
tell({ kind: 'listening', urls });
