import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Call = {
  /** `DynamoDB_20120810.UpdateItem`, or `POST /cgi-bin/message/template/subscribe`. */
  readonly operation: string;
  /** Bytes of the item that an UpdateItem left behind; undefined for everything else. */
  readonly itemBytes: number | undefined;
};

type AttributeValue = Readonly<Record<string, unknown>>;

/** In front of one host: passes everything on and tells of each call when it has been answered. */
export const startCountingProxy = async (target: string, onCall: (call: Call) => void) => {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    const operation = headers['x-amz-target'] ?? `${method} ${url.split('?')[0]}`;
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      const chunks: Buffer[] = [];
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        outgoing.write(chunk);
      });
      answer.on('end', () => {
        onCall({ operation: String(operation), itemBytes: itemBytes(Buffer.concat(chunks)) });
        outgoing.end();
      });
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
};

const itemBytes = (answer: Buffer): number | undefined => {
  const { Attributes } = readObject(answer.toString('utf8'));
  return Attributes === undefined ? undefined : mapBytes(Attributes as Record<string, never>);
};

const readObject = (json: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return {};
  }
};

/**
 * As DynamoDB sizes an item: names and strings by their UTF-8 bytes, a number by a byte for two
 * digits and one more, a map by three bytes and one more for each entry.
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
const mapBytes = (values: Readonly<Record<string, AttributeValue>>): number =>
  Object.entries(values).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );

const valueBytes = (value: AttributeValue): number => {
  if (typeof value['S'] === 'string') return Buffer.byteLength(value['S']);
  if (typeof value['N'] === 'string') return Math.ceil(value['N'].length / 2) + 1;
  const map = value['M'];
  if (map === undefined) throw new Error('a credit holds strings, numbers and maps only');
  const entries = map as Readonly<Record<string, AttributeValue>>;
  return 3 + Object.keys(entries).length + mapBytes(entries);
};
