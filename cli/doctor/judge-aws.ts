import { placeholders } from '../../lib/placeholders.ts';
import { same, type Text } from '../text.ts';
import type { CheckName, Facts, Found, Line } from './facts.ts';

/** Of a look that failed: it says why, and is no verdict on what it wanted to look at. */
export const cannotLook = (
  check: CheckName,
  { failure }: Extract<Found<unknown>, { status: 'failed' }>,
): Line => ({
  check,
  status: 'cannot_tell',
  finding: failure.code.startsWith('credentials_') ? seeCredentials : failure.text,
});

const seeCredentials: Text = { zh: '先看 AWS 凭证一行', en: 'see credentials first' };

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
    const { code } = account.failure;
    const wrong = code.startsWith('credentials_');
    return wrong
      ? { check, status: 'wrong', finding: account.failure.text }
      : cannotLook(check, account);
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

export const judgeService = ({ serviceUrl }: Facts): Line => {
  const check = 'service';
  if (serviceUrl.status === 'found')
    return { check, status: 'ok', finding: same(serviceUrl.value) };
  const isMissing = ['not_deployed', 'no_output'].includes(serviceUrl.failure.code);
  return isMissing
    ? { check, status: 'wrong', finding: serviceUrl.failure.text }
    : cannotLook(check, serviceUrl);
};
