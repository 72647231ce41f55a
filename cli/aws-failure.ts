import { errorReason } from './error-reason.ts';
import { Failure } from './failure.ts';
import type { Text } from './text.ts';

/**
 * What an AWS call came to, in a sentence.
 * @param what such as `ssm:GetParameter /yici/prod/appsecret`
 */
export const awsFailure = (error: unknown, what: string): Failure => {
  if (error instanceof Failure) return error;
  const name = errorReason(error);
  const kind = kinds.find(({ names }) => names.test(name));
  const { zh, en } = (kind?.words ?? other)(what, name);
  return new Failure(
    kind?.code ?? 'aws_failed',
    { zh, en },
    { facts: { call: what, reason: name } },
  );
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
    words: () => ({
      zh: '没有 AWS 凭证：设置 AWS_PROFILE，或运行 aws configure、aws sso login。',
      en: 'There are no AWS credentials: set AWS_PROFILE, or run aws configure or aws sso login.',
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
    code: 'aws_unreachable',
    names:
      /^(ECONN.*|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError|TypeError|UND_ERR_.*|.*CERT.*)$/,
    words: (what, name) => ({
      zh: `连不上 AWS（${what}：${name}）：看网络、区域和 AWS_ENDPOINT_URL。`,
      en: `AWS cannot be reached (${what}: ${name}): mind the network, the region and AWS_ENDPOINT_URL.`,
    }),
  },
];

const other = (what: string, name: string): Text => ({
  zh: `AWS 没有照办（${what}：${name}）。`,
  en: `AWS did not do it (${what}: ${name}).`,
});
