import { connect } from 'node:net';

/** Sends bytes as they are, where `fetch` would tidy them up first; resolves with the whole answer. */
export const rawRequest = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });

/** One GET whose connection closes after the answer; the JSON body of it. */
export const rawGet = async (port: number, target: string, headers: readonly string[] = []) => {
  const lines = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close'];
  const answer = await rawRequest(port, `${[...lines, ...headers].join('\r\n')}\r\n\r\n`);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
};
