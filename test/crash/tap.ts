import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Addresses } from '../support/bundle-world.ts';
import { portCallOf } from './port-calls.ts';

/**
 * Where a process may die around a call: the other side has seen nothing of it, half of its body,
 * all of it (and has acted, but not answered), or has answered.
 */
export type Moment = 'before' | 'half' | 'unanswered' | 'after';

/** The nth call of its kind that a process makes, such as `credits claim 2`. */
export type CallName = string;

export type Tap = {
  /** What a process is given in the place of the real addresses. */
  readonly addresses: Addresses;
  /** Every call that was seen, in the order of arrival. */
  readonly calls: () => readonly CallName[];
  readonly close: () => Promise<void>;
};

/** What others do when the other side has acted on a call, before its answer goes back. */
export type Meanwhile = { readonly call: CallName; readonly act: () => Promise<void> };

/**
 * Stands between one process and everything that it calls, and counts the calls. At the chosen
 * point `onPoint` is called, and from then on nothing goes through any more.
 */
export const startTap = async (
  real: Addresses,
  point: { readonly call: CallName; readonly moment: Moment } | undefined,
  onPoint: () => void,
  meanwhile?: Meanwhile,
): Promise<Tap> => {
  const seen: CallName[] = [];
  let reached = false;

  const named = (kind: string): CallName => {
    const nth = seen.filter((name) => name.startsWith(`${kind} `)).length + 1;
    const name = `${kind} ${nth}`;
    seen.push(name);
    return name;
  };
  /** Whether the process lives on. */
  const passes = (call: CallName, moment: Moment): boolean => {
    if (!reached && point?.call === call && point.moment === moment) {
      reached = true;
      onPoint();
    }
    return !reached;
  };

  const relay = async (
    kindOf: KindOf,
    target: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const body = await readAll(message);
    if (reached) return;
    const call = named(kindOf(message, body));
    if (!passes(call, 'before')) return;
    if (point?.call === call && point.moment === 'half') {
      await sendHalf(target, message, body);
      passes(call, 'half');
      return;
    }
    const answer = await forward(target, message, body).catch(() => undefined);
    if (!passes(call, 'unanswered')) return;
    if (meanwhile?.call === call) await meanwhile.act();
    for (const over of ['finish', 'close']) response.once(over, () => passes(call, 'after'));
    // the other side may hang up instead of answering: that is passed on as well
    if (answer === undefined) response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  const servers: Server[] = [];
  const tapped = async (target: string, kindOf: KindOf): Promise<string> => {
    const server = http.createServer({ keepAliveTimeout: 0 }, (message, response) => {
      // the process may be gone by now
      relay(kindOf, target, message, response).catch(() => response.destroy());
    });
    servers.push(server);
    server.on('connection', (socket: Socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  const addresses: Addresses = {
    dynamodb: await tapped(real.dynamodb, ofDynamodb),
    ssm: await tapped(real.ssm, ofSsm),
    lambda: await tapped(real.lambda, ofLambda),
    wechat: await tapped(real.wechat, ofWechat),
  };
  // Opening a connection to WeChat is a step of its own: it comes before the claim.
  servers.at(-1)?.on('connection', () => {
    if (!reached) passes(named('wechat connect'), 'after');
  });

  return {
    addresses,
    calls: () => seen,
    close: async () => {
      await Promise.all(
        servers.map((server) => {
          server.closeAllConnections();
          return new Promise((resolve) => server.close(resolve));
        }),
      );
    },
  };
};

type KindOf = (message: IncomingMessage, body: Buffer) => string;

const actionOf = ({ headers }: IncomingMessage): string =>
  String(headers['x-amz-target']).split('.')[1] ?? '';
const jsonOf = (body: Buffer): Readonly<Record<string, unknown>> => JSON.parse(body.toString());

/** `credits claim` */
const ofDynamodb: KindOf = (message, body) => portCallOf(actionOf(message), jsonOf(body));
/** `ssm GetParameter access-token` */
const ofSsm: KindOf = (message, body) =>
  `ssm ${actionOf(message)} ${String(jsonOf(body)['Name']).split('/').at(-1)}`;
/** `lambda Invoke refresh-access-token` */
const ofLambda: KindOf = ({ url }) => `lambda Invoke ${url?.split('/')[3]}`;
/** `wechat POST /cgi-bin/stable_token` */
const ofWechat: KindOf = ({ method, url }) => `wechat ${method} ${url?.split('?')[0]}`;

const readAll = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const request = (target: string, { method, url, headers }: IncomingMessage) =>
  http.request(new URL(url ?? '/', target), { method: method ?? 'GET', headers, agent: false });

const forward = async (target: string, message: IncomingMessage, body: Buffer) => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(target, message).once('response', resolve).once('error', reject).end(body);
  const answer = await promise;
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: await readAll(answer),
  };
};

/** The head says how long the body is, half of it comes, then the connection ends. */
const sendHalf = async (target: string, message: IncomingMessage, body: Buffer): Promise<void> => {
  const sent = request(target, message);
  sent.on('error', () => {});
  await new Promise((resolve) => sent.write(body.subarray(0, body.length / 2), resolve));
  await new Promise((resolve) => sent.once('close', resolve).destroy());
};
