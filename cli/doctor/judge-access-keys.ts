import { parseAccessKeyList } from '../access-keys/key-list.ts';
import { stateOf } from '../access-keys/plan.ts';
import type { Text } from '../text.ts';
import type { Facts, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

const soonMs = 14 * 24 * 3_600_000;

const todo: Text = {
  zh: '用 keys add 新增一个。',
  en: 'Make one with keys add.',
};

/** Whether a back end could show a key that is valid, and whether one will soon be over. */
export const judgeAccessKeys = (facts: Facts): Line => {
  const check = 'access-keys';
  const { accessKeys, config, nowMs } = facts;
  if (accessKeys === undefined) {
    const { type } = config.authorizer;
    const finding = {
      zh: `不需要（authorizer 是 ${type}）`,
      en: `not needed (authorizer is ${type})`,
    };
    return { check, status: 'ok', finding };
  }
  if (accessKeys.status === 'failed') return cannotLook(check, accessKeys, facts);
  if (accessKeys.value === undefined) {
    return { check, status: 'wrong', finding: { zh: '没有', en: 'not there' }, todo };
  }
  const keys = parseAccessKeyList(accessKeys.value.value);
  if (keys === undefined) {
    return {
      check,
      status: 'wrong',
      finding: { zh: '不是约定的格式', en: 'not in the documented form' },
      todo: {
        zh: '从参数的历史版本恢复。',
        en: "Restore it from the parameter's history.",
      },
    };
  }
  const valid = keys.filter((key) => stateOf(key, nowMs) === 'valid');
  const finding = { zh: `${valid.length} 个现在有效`, en: `${valid.length} valid now` };
  if (valid.length === 0) return { check, status: 'wrong', finding, todo };
  const ending = valid.find((key) => stateOf(key, nowMs + soonMs) === 'expired');
  return ending === undefined
    ? { check, status: 'ok', finding }
    : {
        check,
        status: 'ok',
        finding,
        todo: {
          zh: `${ending.id} 到 ${ending.validUntil} 为止：还在用它的后端要在那之前换上新的（keys rotate）。`,
          en: `${ending.id} ends ${ending.validUntil}: a back end that still uses it needs a new one by then (keys rotate).`,
        },
      };
};
