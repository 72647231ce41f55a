import { isUsable, needsRenewal } from '../../src/domain/access-token.ts';
import { looksLikeAppsecret } from '../appsecret.ts';
import type { StoredParameter } from '../parameter-store.ts';
import { parseKeyList } from '../rotation/key-list.ts';
import { viewKeys } from '../rotation/plan.ts';
import { counted, same, type Text } from '../text.ts';
import { spanWords } from '../words/token.ts';
import type { CheckName, Facts, Found, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

const runInit: Text = { zh: '运行 init。', en: 'Run init.' };

export const judgeAppsecret = (facts: Facts): Line => {
  const check = 'appsecret';
  if (facts.config.token.source === 'external') {
    const finding = {
      zh: '不需要（token.source 是 external）',
      en: 'not needed (token.source is external)',
    };
    return { check, status: 'ok', finding };
  }
  const stored = judgeStored(check, facts.appsecret, looksLikeAppsecret, facts);
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
          zh: '格式对；微信没有说它对不对（见“IP 白名单”一行）',
          en: 'well-formed; WeChat does not say whether it is right (see allow-list)',
        },
      };
  }
};

export const judgeSealingKeys = (facts: Facts): Line => {
  const check = 'sealing-keys';
  const { sealingKeys, nowMs } = facts;
  const isRing = (value: string) =>
    viewKeys(parseKeyList(value) ?? [], nowMs).some(({ role }) => role === 'signs');
  const stored = judgeStored(check, sealingKeys, isRing, facts);
  if (stored.status !== 'ok' || sealingKeys.status === 'failed') return stored;
  const keys = viewKeys(parseKeyList(sealingKeys.value?.value ?? '') ?? [], nowMs);
  const signing = keys.find(({ role }) => role === 'signs')?.kid;
  const retirable = keys.find(
    ({ retireFromMs }) => (retireFromMs ?? Number.POSITIVE_INFINITY) <= nowMs,
  );
  const finding = {
    zh: `${keys.length} 个，${signing} 在签`,
    en: `${counted(keys.length, 'key')}, ${signing} signs`,
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

export const judgePseudonymKey = (facts: Facts): Line =>
  judgeStored('pseudonym-key', facts.pseudonymKey, (value) => value.length >= 16, facts);

const judgeStored = (
  check: CheckName,
  found: Found<StoredParameter | undefined>,
  isWellFormed: (value: string) => boolean,
  facts: Facts,
): Line => {
  if (found.status === 'failed') return cannotLook(check, found, facts);
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

export const judgeAccessToken = (facts: Facts): Line => {
  const check = 'access-token';
  const { accessToken, nowMs, config } = facts;
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
      : cannotLook(check, accessToken, facts);
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
