import { awsFailure } from './aws-failure.ts';
import { type Credentials, sign } from './signature.ts';

/** CloudFormation and STS speak the old Query protocol: a form in, XML out. No SDK client for two calls. */
export type QueryService = 'cloudformation' | 'sts';

export type QueryScope = {
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  readonly env: Readonly<Record<string, string | undefined>>;
};

const versions: Readonly<Record<QueryService, string>> = {
  cloudformation: '2010-05-15',
  sts: '2011-06-15',
};
const timeoutMs = 10_000;

/** An answer that is no success: `name` is AWS's own code. */
class QueryError extends Error {
  constructor(code: string) {
    super(code);
    this.name = code;
  }
}

/** @returns the XML. @throws Failure */
export const queryAws = async (
  service: QueryService,
  action: string,
  parameters: Readonly<Record<string, string>>,
  { region, credentials, env }: QueryScope,
): Promise<string> => {
  const url = endpointOf(service, region, env);
  const form = { Action: action, Version: versions[service], ...parameters };
  const body = new URLSearchParams(form).toString();
  try {
    const request = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
    };
    const headers = await sign(request, { service, region, credentials: await credentials() });
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    const xml = await response.text();
    if (!response.ok) throw new QueryError(xmlText(xml, 'Code') ?? `HTTP ${response.status}`);
    return xml;
  } catch (error) {
    throw awsFailure(error, `${service}:${action}`);
  }
};

/** As the SDK's own clients are pointed elsewhere. */
const endpointOf = (service: QueryService, region: string, env: QueryScope['env']): URL => {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true';
  const configured = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env['AWS_ENDPOINT_URL'];
  if (!ignored && configured !== undefined && URL.canParse(configured)) {
    return new URL('/', configured);
  }
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${service}.${region}.${suffix}/`);
};

/** The text of the first element of that name. */
export const xmlText = (xml: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text === undefined ? undefined : unescapeXml(text);
};

/** The inner XML of every `<member>` below the first element of that name. */
export const xmlMembers = (xml: string, name: string): readonly string[] => {
  const list = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? '';
  return [...list.matchAll(/<member>([\s\S]*?)<\/member>/g)].map(([, inner = '']) => inner);
};

const unescapeXml = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
