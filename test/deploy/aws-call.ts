import { SSMClient } from '@aws-sdk/client-ssm';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type Signer = {
  readonly credentials: Credentials;
  readonly region: string;
  /** As it stands in a credential scope: `execute-api`. */
  readonly service: string;
};

export type SignedRequest = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The hash that the SDK itself signs with. */
const { sha256 } = new SSMClient({ region: 'us-east-1' }).config;

/** The headers of a request, with its signature. */
export const signed = async (
  url: URL,
  { method, headers, body }: SignedRequest,
  { credentials, region, service }: Signer,
): Promise<Readonly<Record<string, string>>> => {
  const signer = new SignatureV4({ credentials, region, service, sha256 });
  const request = await signer.sign(
    new HttpRequest({
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    }),
  );
  return request.headers;
};

const timeoutMs = 30_000;

/**
 * One call to a service whose SDK client this project has no other use for.
 * @throws Error with AWS's own words when the answer is no success
 */
export const awsCall = async (
  url: URL,
  request: SignedRequest,
  signer: Signer,
): Promise<string> => {
  const { method, body } = request;
  const response = await fetch(url, {
    method,
    headers: await signed(url, request, signer),
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${signer.service} answered ${response.status}: ${text}`);
  return text;
};
