import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request with its body read; pure data from here on. */
export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ip: string;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** How an answer leaves: whole, its first half only, or not at all. */
export type Delivery = {
  readonly answer: HttpAnswer | null;
  readonly half?: boolean;
  readonly delayMs?: number;
};

const longestBodyBytes = 1024 * 1024;

/** null when the body is longer than 1 MiB. */
export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    // What is too long is still read to its end, or its sender would never see the answer.
    if (bytes <= longestBodyBytes) chunks.push(chunk);
  }
  if (bytes > longestBodyBytes) return null;
  const [path = '/', ...rest] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(rest.join('?')),
    headers: textHeaders(incoming),
    body: Buffer.concat(chunks).toString('utf8'),
    ip: (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
}

export function send(response: ServerResponse, { answer, half }: Delivery): void {
  if (answer === null) {
    response.socket?.destroy();
    return;
  }
  const body = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': body.length });
  if (half !== true) {
    response.end(body);
    return;
  }
  const part = body.subarray(0, Math.floor(body.length / 2));
  response.write(part, () => response.socket?.destroy());
}

/** WeChat's API answers call themselves `encoding=utf-8`, not `charset=utf-8`. */
export function wechatJson(body: object): HttpAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; encoding=utf-8' },
    body: JSON.stringify(body),
  };
}

export function json(status: number, body: object): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    body: JSON.stringify(body),
  };
}

export function html(status: number, body: string): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    body,
  };
}

export function cookieOf(request: HttpRequest, name: string): string | null {
  const pairs = (request.headers['cookie'] ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1] ?? null;
}

function textHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
}
