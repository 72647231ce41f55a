import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export type HttpAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Requests over a few connections that stay open, their bytes as they are given. */
export const keepAliveClient = (baseUrl: string, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(baseUrl);
  return {
    send: ({
      method,
      target,
      headers,
      body,
    }: {
      readonly method: string;
      readonly target: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }): Promise<HttpAnswer> =>
      new Promise((resolve, reject) => {
        const sent = httpRequest(
          {
            agent,
            hostname,
            port,
            method,
            path: target,
            headers: { ...headers, ...(body.length > 0 ? { 'content-length': body.length } : {}) },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: Buffer.concat(chunks).toString('utf8'),
              }),
            );
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
};
