import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../local/sha256.ts';
import type { Random } from './random.ts';

type Signed = {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly host: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
};

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };
const local: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const sign = async (
  { method, path, host, body, headers }: Signed,
  credentials = local,
  signingDate = new Date(),
  scope = { service: 'execute-api', region: 'us-east-1' },
): Promise<Record<string, string>> => {
  const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256, applyChecksum: false });
  const request = new HttpRequest({ method, path, headers: { ...headers, host }, body });
  return (await signer.sign(request, { signingDate })).headers;
};

export const signedWell = (given: Signed): Promise<Record<string, string>> => sign(given);

type Badly = (given: Signed) => Promise<Record<string, string>>;

const altered = async (given: Signed, change: (authorization: string) => string) => {
  const headers = await sign(given);
  return { ...headers, authorization: change(headers['authorization'] ?? '') };
};
const shifted = (given: Signed, ms: number) => sign(given, local, new Date(Date.now() + ms));
const only = async (given: Signed, authorization: string) => ({ ...given.headers, authorization });

/** Who is not the owner's back end, or no longer. Each is a 403 of the gateway. */
const badly: Readonly<Record<string, Badly>> = {
  nobody: async ({ headers }) => headers,
  'an empty Authorization': (given) => only(given, ''),
  'a bearer': (given) => only(given, 'Bearer eyJhbGciOiJub25lIn0.e30.'),
  'a password': (given) => only(given, `Basic ${Buffer.from('local:local').toString('base64')}`),
  'a scheme alone': (given) => only(given, 'AWS4-HMAC-SHA256'),
  'empty parts': (given) => only(given, 'AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature='),
  'another key': (given) => sign(given, { accessKeyId: 'other', secretAccessKey: 'local' }),
  'another secret': (given) => sign(given, { accessKeyId: 'local', secretAccessKey: 'other' }),
  'an hour ago': (given) => shifted(given, -3_600_000),
  'an hour ahead': (given) => shifted(given, 3_600_000),
  yesterday: (given) => shifted(given, -86_400_000),
  'another service': (given) =>
    sign(given, local, new Date(), { service: 'dynamodb', region: 'us-east-1' }),
  'another region': (given) =>
    sign(given, local, new Date(), { service: 'execute-api', region: 'cn-north-1' }),
  'another path': (given) => sign({ ...given, path: `${given.path}/x` }),
  'another method': (given) => sign({ ...given, method: given.method === 'GET' ? 'POST' : 'GET' }),
  'another host': async (given) => {
    const { host: _, ...rest } = await sign({ ...given, host: 'evil.example' });
    return rest;
  },
  'a signature cut': (given) => altered(given, (text) => text.slice(0, -1)),
  'a signature in capitals': (given) =>
    altered(given, (text) =>
      text.replace(/[0-9a-f]{64}$/, (digits) => `${'A'.repeat(64)}${digits}`.slice(0, 64)),
    ),
  'a signature of zeros': (given) =>
    altered(given, (text) => text.replace(/[0-9a-f]{64}$/, '0'.repeat(64))),
  'no signed headers': (given) =>
    altered(given, (text) => text.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=host')),
  'a date that was changed': async (given) => ({
    ...(await sign(given)),
    'x-amz-date': new Date(Date.now() - 1_000).toISOString().replaceAll(/[-:]|\.\d+/g, ''),
  }),
  'no date': async (given) => {
    const { 'x-amz-date': _, ...rest } = await sign(given);
    return rest;
  },
  'another body': async (given) =>
    sign({ ...given, body: Buffer.concat([given.body, Buffer.from(' ')]) }),
};

/** Some caller that must be refused, by name. */
export const signedBadly = async (
  given: Signed,
  random: Random,
): Promise<{ readonly who: string; readonly headers: Record<string, string> }> => {
  const [who, headersOf] = random.pick(Object.entries(badly));
  return { who, headers: await headersOf(given) };
};
