import { placeholders } from '../../lib/placeholders.ts';
import type { Failure } from '../failure.ts';
import { same, type Text } from '../text.ts';
import { see } from '../words/doctor.ts';
import type { CheckName, Facts, Found, Line } from './facts.ts';

type Failed = Extract<Found<unknown>, { status: 'failed' }>;

/**
 * Of a look that failed: it says why, and is no verdict on what it wanted to look at.
 * @param why where another line says it already
 */
export const cannotLook = (
  check: CheckName,
  { failure }: Failed,
  facts: Facts,
  why: Text = failure.text,
): Line => ({
  check,
  status: 'cannot_tell',
  finding: isToldByCredentials(failure, facts) ? see('credentials') : why,
});

/** When AWS cannot be asked who is calling, the next call fails no other way. */
const isToldByCredentials = ({ code }: Failure, { account }: Facts): boolean =>
  code.startsWith('credentials_') ||
  (code === 'aws_unreachable' && account.status === 'failed' && account.failure.code === code);

export const judgeConfiguration = ({ config }: Facts): Line => {
  const check = 'configuration';
  const unfilled = placeholders(config)
    .map(({ setting }) => setting)
    .join(', ');
  if (unfilled === '') {
    return { check, status: 'ok', finding: same(`${config.appid}, ${config.templateId}`) };
  }
  return {
    check,
    status: 'wrong',
    finding: { zh: `还是示例的值：${unfilled}`, en: `still the example's: ${unfilled}` },
    todo: {
      zh: '在 yici.config.ts 里填上自己的，再部署。',
      en: 'Fill in your own in yici.config.ts, and deploy.',
    },
  };
};

export const judgeCredentials = ({ account, config, isLocal }: Facts): Line => {
  const check = 'credentials';
  if (account.status === 'failed') {
    const { code, text } = account.failure;
    return {
      check,
      status: code.startsWith('credentials_') ? 'wrong' : 'cannot_tell',
      finding: text,
    };
  }
  if (isLocal) {
    return { check, status: 'ok', finding: { zh: 'npm start 自带的', en: "npm start's own" } };
  }
  if (config.account !== undefined && config.account !== account.value) {
    return {
      check,
      status: 'wrong',
      finding: {
        zh: `属于账号 ${account.value}，而配置要的是 ${config.account}`,
        en: `of the account ${account.value}, and the configuration wants ${config.account}`,
      },
      todo: { zh: '换 AWS_PROFILE。', en: 'Choose another AWS_PROFILE.' },
    };
  }
  const finding = { zh: `账号 ${account.value}`, en: `account ${account.value}` };
  return { check, status: 'ok', finding };
};

export const judgeRegion = ({ config, environmentRegion: other }: Facts): Line => {
  const { region } = config;
  const finding: Text =
    other === undefined || other === region
      ? same(region)
      : {
          zh: `${region}（按配置；环境变量说的 ${other} 这里不用，aws 命令会用）`,
          en: `${region} (as configured; the environment says ${other}, which the aws command would use and this does not)`,
        };
  return { check: 'region', status: 'ok', finding };
};

export const judgeService = (facts: Facts): Line => {
  const check = 'service';
  const { serviceUrl } = facts;
  if (serviceUrl.status === 'found')
    return { check, status: 'ok', finding: same(serviceUrl.value) };
  const isMissing = ['not_deployed', 'no_output'].includes(serviceUrl.failure.code);
  return isMissing
    ? { check, status: 'wrong', finding: serviceUrl.failure.text }
    : cannotLook(check, serviceUrl, facts);
};
