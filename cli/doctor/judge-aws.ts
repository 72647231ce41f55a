import { isUsable, needsRenewal } from '../../src/domain/access-token.ts';
import { looksLikeAppsecret } from '../appsecret.ts';
import type { StoredParameter } from '../parameter-store.ts';
import { parseKeyList } from '../rotation/key-list.ts';
import { viewKeys } from '../rotation/plan.ts';
import { placeholders } from '../stage-config.ts';
import { same, type Text } from '../text.ts';
import { spanWords } from '../words/token.ts';
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

const runInit: Text = { zh: '运行 init。', en: 'Run init.' };

export const judgeConfiguration = ({ config }: Facts): Line => {
  const check = 'configuration';
  const unfilled = placeholders(config).join(', ');
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

export const judgeAppsecret = (facts: Facts): Line => {
  const check = 'appsecret';
  if (facts.config.token.source === 'external') {
    const finding = {
      zh: '不需要（token.source 是 external）',
      en: 'not needed (token.source is external)',
    };
    return { check, status: 'ok', finding };
  }
  const stored = judgeStored(check, facts.appsecret, looksLikeAppsecret);
  const { secretCheck } = facts;
  if (stored.status !== 'ok' || secretCheck === undefined) return stored;
  switch (secretCheck.status) {
    case 'accepted':
      return { check, status: 'ok', finding: { zh: '微信接受', en: 'WeChat takes it' } };
    case 'wrong':
      return {
        check,
        status: 'wrong',
        finding: same(`errcode ${secretCheck.errcode} ${secretCheck.errmsg}`),
        todo: secretCheck.hint,
      };
    case 'cannot_tell':
    case 'unreachable':
      return {
        check,
        status: 'cannot_tell',
        finding: {
          zh: '格式对；微信没有说它对不对（见 allow-list）',
          en: 'well-formed; WeChat does not say whether it is right (see allow-list)',
        },
      };
  }
};

export const judgeSealingKeys = ({ sealingKeys, nowMs }: Facts): Line => {
  const check = 'sealing-keys';
  const isRing = (value: string) =>
    viewKeys(parseKeyList(value) ?? [], nowMs).some(({ role }) => role === 'signs');
  const stored = judgeStored(check, sealingKeys, isRing);
  if (stored.status !== 'ok' || sealingKeys.status === 'failed') return stored;
  const keys = viewKeys(parseKeyList(sealingKeys.value?.value ?? '') ?? [], nowMs);
  const signing = keys.find(({ role }) => role === 'signs')?.kid;
  const retirable = keys.find(
    ({ retireFromMs }) => (retireFromMs ?? Number.POSITIVE_INFINITY) <= nowMs,
  );
  const finding = {
    zh: `${keys.length} 个，${signing} 在签`,
    en: `${keys.length}, ${signing} signs`,
  };
  const { kid } = retirable ?? {};
  return kid === undefined
    ? { check, status: 'ok', finding }
    : {
        check,
        status: 'ok',
        finding,
        todo: {
          zh: `${kid} 可以退役了：rotate-keys --retire ${kid}`,
          en: `${kid} may retire: rotate-keys --retire ${kid}`,
        },
      };
};

export const judgePseudonymKey = ({ pseudonymKey }: Facts): Line =>
  judgeStored('pseudonym-key', pseudonymKey, (value) => value.length >= 16);

const judgeStored = (
  check: CheckName,
  found: Found<StoredParameter | undefined>,
  isWellFormed: (value: string) => boolean,
): Line => {
  if (found.status === 'failed') return cannotLook(check, found);
  const { value: stored } = found;
  if (stored === undefined) {
    return { check, status: 'wrong', finding: { zh: '没有', en: 'not there' }, todo: runInit };
  }
  if (!stored.isSecure) {
    return {
      check,
      status: 'wrong',
      finding: {
        zh: '不是 SecureString，明文存着',
        en: 'no SecureString: it lies there in the clear',
      },
      todo: {
        zh: '删掉这个参数，换一个新的秘密，再运行 init。',
        en: 'Delete the parameter, make a new secret, and run init.',
      },
    };
  }
  if (isWellFormed(stored.value)) {
    return { check, status: 'ok', finding: { zh: '有，格式对', en: 'there and well-formed' } };
  }
  return {
    check,
    status: 'wrong',
    finding: { zh: '不是约定的格式', en: 'not in the documented form' },
    todo: {
      zh: `从参数的历史版本恢复，或 init --force ${check}。`,
      en: `Restore it from the parameter's history, or init --force ${check}.`,
    },
  };
};

export const judgeAccessToken = ({ accessToken, nowMs, config }: Facts): Line => {
  const check = 'access-token';
  const todo: Text =
    config.token.source === 'external'
      ? {
          zh: '让写它的 token 服务（中控）重新写入。',
          en: 'Have the token service that writes it write it again.',
        }
      : {
          zh: '看 refresh-access-token 的日志：里面有微信的回答。刚部署的话，等一两分钟。',
          en: "See refresh-access-token's log, which has WeChat's answer. After a deploy, wait a minute or two.",
        };
  if (accessToken.status === 'failed') {
    return accessToken.failure.code === 'malformed_token'
      ? { check, status: 'wrong', finding: accessToken.failure.text, todo }
      : cannotLook(check, accessToken);
  }
  const { value: token } = accessToken;
  if (token === undefined) {
    return { check, status: 'wrong', finding: { zh: '还没有', en: 'not there yet' }, todo };
  }
  const left = spanWords(Math.floor((token.expiresAtMs - nowMs) / 1000));
  const finding = {
    zh: `指纹 ${token.fingerprint}，剩余 ${left.zh}`,
    en: `fingerprint ${token.fingerprint}, ${left.en} left`,
  };
  // the refresher begins six minutes before the end and has its new one a minute or two later
  const isLate = needsRenewal(token, nowMs) && token.expiresAtMs - nowMs < 3 * 60_000;
  return isLate || !isUsable(token, nowMs)
    ? { check, status: 'wrong', finding, todo }
    : { check, status: 'ok', finding };
};
