import { Failure } from './failure.ts';
import type { Text } from './text.ts';

/**
 * What an AWS call came to, in a sentence. Only the error's name is used: its message may quote the
 * request, and a request may hold a secret or an openid.
 * @param what such as `ssm:GetParameter /yici/prod/appsecret`
 */
export const awsFailure = (error: unknown, what: string): Failure => {
  if (error instanceof Failure) return error;
  const name = nameOf(error);
  const kind = kinds.find(({ names }) => names.test(name));
  const { zh, en } = (kind?.words ?? other)(what, name);
  return new Failure(
    kind?.code ?? 'aws_failed',
    { zh, en },
    { facts: { call: what, reason: name } },
  );
};

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  // a failure to connect is an Error with a code, sometimes wrapped
  if ('code' in error && typeof error.code === 'string') return error.code;
  const cause = error.cause;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return cause.code;
  return error.name;
};

type Kind = {
  readonly code: string;
  readonly names: RegExp;
  readonly words: (what: string, name: string) => Text;
};

const kinds: readonly Kind[] = [
  {
    code: 'credentials_missing',
    names: /^(CredentialsProviderError|MissingAuthenticationToken.*|TokenProviderError)$/,
    words: (what) => ({
      zh: `没有 AWS 凭证（${what}）：设置 AWS_PROFILE，或运行 aws configure、aws sso login。`,
      en: `There are no AWS credentials (${what}): set AWS_PROFILE, or run aws configure or aws sso login.`,
    }),
  },
  {
    code: 'credentials_refused',
    names:
      /^(ExpiredToken.*|UnrecognizedClient.*|InvalidSignature.*|SignatureDoesNotMatch|InvalidClientTokenId|AuthFailure|RequestExpired|IncompleteSignature.*)$/,
    words: (what, name) => ({
      zh: `AWS 不认这些凭证（${what}：${name}）：可能已过期、属于另一个分区，或本机时钟不准。`,
      en: `AWS does not take these credentials (${what}: ${name}): expired, of another partition, or this machine's clock is wrong.`,
    }),
  },
  {
    code: 'access_denied',
    names: /^(AccessDenied.*|UnauthorizedOperation|NotAuthorized.*)$/,
    words: (what) => ({
      zh: `这些凭证没有权限：${what}。请管理员允许它，或换 AWS_PROFILE。`,
      en: `These credentials may not: ${what}. Have it allowed, or choose another AWS_PROFILE.`,
    }),
  },
  {
    code: 'not_there',
    names: /^ResourceNotFound.*$/,
    words: (what) => ({
      zh: `找不到：${what}。看 --stage 是否对，是否已经部署。`,
      en: `It is not there: ${what}. Mind --stage, and whether it is deployed.`,
    }),
  },
  {
    code: 'throttled',
    names: /^(Throttling.*|ProvisionedThroughputExceeded.*|RequestLimitExceeded|TooManyUpdates)$/,
    words: (what) => ({
      zh: `AWS 要求慢一点（${what}）：稍等再试。`,
      en: `AWS asks to slow down (${what}): try again in a moment.`,
    }),
  },
  {
    code: 'unreachable',
    names:
      /^(ECONN.*|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|TypeError|UND_ERR_.*|.*CERT.*)$/,
    words: (what, name) => ({
      zh: `连不上（${what}：${name}）：看网络、区域和 AWS_ENDPOINT_URL；对本机则看 npm start 是否还在运行。`,
      en: `It cannot be reached (${what}: ${name}): mind the network, the region and AWS_ENDPOINT_URL; for this machine, whether npm start still runs.`,
    }),
  },
];

const other = (what: string, name: string): Text => ({
  zh: `AWS 没有照办（${what}：${name}）。`,
  en: `AWS did not do it (${what}: ${name}).`,
});
