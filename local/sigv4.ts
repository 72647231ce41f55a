import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest as SignableRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Headers, HttpRequest } from './http-exchange.ts';

export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const scope = { region: 'us-east-1', service: 'execute-api' };
const maxSkewMs = 5 * 60 * 1000;

const signerOf = (uriEscapePath: boolean) =>
  new SignatureV4({
    ...scope,
    credentials: localCredentials,
    sha256: Sha256,
    uriEscapePath,
    applyChecksum: false,
  });

const signer = signerOf(true);
/** Old curls (7.88 is one) do not encode an encoded path once more, as SigV4 asks for. */
const oldCurlSigner = signerOf(false);

/** A request of our own to an IAM route of the service, signed. */
export const signRequest = async (
  url: URL,
  { method, headers, body }: { method: string; headers: Headers; body?: string },
): Promise<Headers> => {
  const { headers: signed } = await signer.sign(
    new SignableRequest({
      method,
      path: url.pathname,
      query: queryOf(url.search.slice(1)),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    }),
  );
  return signed;
};

/**
 * The access key of a request that is signed as an IAM route wants it, else undefined: it is signed
 * once more with the SDK's own signer, and the two signatures are compared.
 */
export const verifySignature = async (
  request: HttpRequest,
  nowMs: number,
): Promise<{ readonly accessKey: string } | undefined> => {
  const claim = parseAuthorization(request.headers['authorization'] ?? '');
  const signedAtMs = parseAmzDate(request.headers['x-amz-date'] ?? '');
  if (claim === undefined || signedAtMs === undefined) return undefined;
  if (Math.abs(nowMs - signedAtMs) > maxSkewMs) return undefined;
  if (claim.credential !== credentialOf(signedAtMs)) return undefined;
  if (!claim.signedHeaders.has('host') || !claim.signedHeaders.has('x-amz-date')) return undefined;
  if (!isBodyHashTrue(request)) return undefined;

  for (const candidate of [signer, oldCurlSigner]) {
    const signature = await signAgain(candidate, request, claim.signedHeaders, signedAtMs);
    if (isSame(signature, claim.signature)) return { accessKey: localCredentials.accessKeyId };
  }
  return undefined;
};

const parseAuthorization = (header: string) => {
  const parts =
    /^AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  const [, credential, names, signature] = parts ?? [];
  if (credential === undefined || names === undefined || signature === undefined) return undefined;
  return { credential, signedHeaders: new Set(names.split(';')), signature };
};

/** `20261123T080000Z`. */
const parseAmzDate = (date: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
};

const credentialOf = (signedAtMs: number): string => {
  const day = new Date(signedAtMs).toISOString().slice(0, 10).replaceAll('-', '');
  return `${localCredentials.accessKeyId}/${day}/${scope.region}/${scope.service}/aws4_request`;
};

/** The signer takes a hash that the request states as the body's, so the statement must be true. */
const isBodyHashTrue = ({ headers, body }: HttpRequest): boolean => {
  const stated = headers['x-amz-content-sha256'];
  return stated === undefined || stated === createHash('sha256').update(body).digest('hex');
};

const signAgain = async (
  candidate: SignatureV4,
  request: HttpRequest,
  signedHeaders: Set<string>,
  signedAtMs: number,
): Promise<string> => {
  const kept = Object.entries(request.headers).filter(([name]) => signedHeaders.has(name));
  const { headers } = await candidate.sign(
    new SignableRequest({
      method: request.method,
      path: request.path,
      query: queryOf(request.query),
      headers: Object.fromEntries(kept),
      body: request.body,
    }),
    { signingDate: new Date(signedAtMs), signableHeaders: signedHeaders },
  );
  return parseAuthorization(headers['authorization'] ?? '')?.signature ?? '';
};

const queryOf = (query: string): Record<string, string[]> => {
  const values: Record<string, string[]> = {};
  for (const part of query.split('&').filter((each) => each !== '')) {
    const [name = '', value = ''] = part.split(/=(.*)/s).map(decode);
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
};

/** `+` stays a plus: the signer encodes it, as every AWS signer does. */
const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
