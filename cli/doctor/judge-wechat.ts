import { isUsable } from '../../src/domain/access-token.ts';
import { readSeenIp } from '../../src/wechat/errcodes.ts';
import { same, type Text } from '../text.ts';
import { spanWords } from '../words/token.ts';
import type { Facts, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

/**
 * Whether WeChat takes calls from where the functions are. From here that shows only in the token
 * that they fetched; a call from this machine tells of this machine.
 */
export const judgeAllowList = (facts: Facts): Line => {
  const check = 'allow-list';
  const { secretCheck, quota, config } = facts;
  const refusal = [secretCheck, quota].find(
    (answer) => answer !== undefined && 'errcode' in answer && isAboutAddress(answer.errcode),
  );
  const errmsg = refusal !== undefined && 'errmsg' in refusal ? refusal.errmsg : undefined;
  const here = errmsg === undefined ? undefined : (readSeenIp(errmsg) ?? '?');
  const fetched = fetchedAgo(facts);
  if (fetched !== undefined) {
    return {
      check,
      status: 'ok',
      finding: {
        zh: `微信接受函数的调用（${fetched.zh}前取到 token）${here === undefined ? '' : `；不接受这台机器（${here}），不影响发送`}`,
        en: `WeChat takes the functions' calls (they fetched the token ${fetched.en} ago)${here === undefined ? '' : `; it refuses this machine (${here}), which does not matter`}`,
      },
    };
  }
  if (here !== undefined) {
    return {
      check,
      status: 'wrong',
      finding: {
        zh: `微信不接受这台机器（${here}），函数也还没有取到 token`,
        en: `WeChat refuses this machine (${here}), and the functions have fetched no token yet`,
      },
      todo: {
        zh: '把函数的出口 IP 加入 IP 白名单（它在 refresh-access-token 日志的 40164 里）；要在这台机器上核对，就把这台的也加入。',
        en: "Put the functions' address on the IP allow-list (it is in the 40164 of refresh-access-token's log); to check from this machine, put this one's there too.",
      },
    };
  }
  if (secretCheck?.status === 'accepted') {
    return {
      check,
      status: 'cannot_tell',
      finding: {
        zh: '微信接受这台机器的调用；函数还没有取到 token，它们的出口 IP 无法判断',
        en: 'WeChat takes calls from this machine; the functions have fetched no token yet, so theirs cannot be told',
      },
    };
  }
  const reason: Text =
    config.token.source === 'external'
      ? {
          zh: '由 token 服务取 token，这里看不到',
          en: 'a token service of your own fetches the token',
        }
      : secretCheck?.status === 'unreachable'
        ? { zh: '从这台机器连不上微信', en: 'WeChat cannot be reached from this machine' }
        : { zh: '微信没有说到出口 IP', en: 'WeChat said nothing of the address' };
  return { check, status: 'cannot_tell', finding: reason };
};

const isAboutAddress = (errcode: number): boolean => errcode === 40164 || errcode === 61004;

/** Undefined unless the token that is stored is in use and the refresher's own. */
const fetchedAgo = ({ accessToken, nowMs, config }: Facts): Text | undefined => {
  if (accessToken.status === 'failed' || config.token.source === 'external') return undefined;
  const { value: token } = accessToken;
  if (token === undefined || token.fetchedAtMs === 0 || !isUsable(token, nowMs)) return undefined;
  return spanWords(Math.max(0, Math.floor((nowMs - token.fetchedAtMs) / 1000)));
};

/** Below a tenth of the day's sends, somebody should know. */
const lowShare = 0.1;

export const judgeQuota = ({ quota }: Facts): Line => {
  const check = 'quota';
  if (quota === undefined) {
    const finding = { zh: '没有 access_token 可问', en: 'no access_token to ask with' };
    return { check, status: 'cannot_tell', finding };
  }
  if (quota.status === 'unreachable') {
    const finding = { zh: '微信没有可用的回答', en: 'WeChat gave no answer that can be read' };
    return { check, status: 'cannot_tell', finding };
  }
  if (quota.status === 'refused') {
    const finding = same(`errcode ${quota.errcode} ${quota.errmsg}`);
    return { check, status: 'cannot_tell', finding, todo: quota.hint };
  }
  const { dailyLimit, used, remain } = quota.value;
  const finding = {
    zh: `今天的发送：上限 ${dailyLimit}，已用 ${used}，剩 ${remain}`,
    en: `today's sends: limit ${dailyLimit}, used ${used}, left ${remain}`,
  };
  if (dailyLimit === 0) return { check, status: 'cannot_tell', finding };
  const todo = {
    zh: '配额每天零点（北京时间）恢复；急用可调用微信的 clear_quota（每月 10 次）。',
    en: "It starts anew at midnight, Beijing time; WeChat's clear_quota (ten a month) helps before.",
  };
  if (remain <= 0) return { check, status: 'wrong', finding, todo };
  return remain < dailyLimit * lowShare
    ? { check, status: 'ok', finding, todo }
    : { check, status: 'ok', finding };
};

export const judgeDomainFile = ({ files, config }: Facts): Line => {
  const check = 'domain-file';
  if (files.length === 0) {
    const host = new URL(config.publicBaseUrl ?? Object.values(config.returnTargets)[0] ?? '').host;
    return {
      check,
      status: 'cannot_tell',
      finding: {
        zh: '没有配置 verificationFiles',
        en: 'no verificationFiles are configured',
      },
      todo: {
        zh: `登记 ${host} 为业务域名时，微信给的文件写进 verificationFiles，或由你的服务器放在根路径。`,
        en: `To register ${host} as 业务域名, put WeChat's file into verificationFiles, or serve it at the root yourself.`,
      },
    };
  }
  const bad = files.filter(({ result }) => result !== 'same');
  if (bad.length === 0) {
    const finding = same(files.map(({ url }) => url).join(', '));
    return { check, status: 'ok', finding };
  }
  const problems: Readonly<Record<string, Text>> = {
    other_content: { zh: '内容不对', en: 'other content' },
    unreachable: { zh: '连不上', en: 'not reachable' },
  };
  const say = (language: keyof Text) =>
    bad.map(({ url, result }) => `${url} (${problems[result]?.[language] ?? result})`).join(', ');
  return {
    check,
    status: 'wrong',
    finding: { zh: say('zh'), en: say('en') },
    todo: {
      zh: '看域名解析和反向代理：/MP_verify_*.txt 要转到本服务。',
      en: 'Mind DNS and the proxy: /MP_verify_*.txt has to reach this service.',
    },
  };
};

const wechatsOwnPages = 'https://mp.weixin.qq.com';

export const judgeTemplate = ({ link, config }: Facts): Line => {
  const check = 'template';
  if (link.status === 'failed') return cannotLook(check, link);
  const { appid, templateId, page } = link.value;
  if (appid !== config.appid || templateId !== config.templateId) {
    return {
      check,
      status: 'wrong',
      finding: {
        zh: `部署的是 ${appid} ${templateId}，与配置不同`,
        en: `${appid} ${templateId} is deployed, which is not what is configured`,
      },
      todo: { zh: '重新部署。', en: 'Deploy again.' },
    };
  }
  if (typeof page === 'object') {
    const finding = { zh: `确认页显示“${page.title}”`, en: `the confirm page says ${page.title}` };
    return { check, status: 'wrong', finding, todo: page.check };
  }
  if (page === 'shows_nothing_wrong' && config.wechat.pageUrl !== wechatsOwnPages) {
    return { check, status: 'ok', finding: { zh: '确认页正常', en: 'the confirm page takes it' } };
  }
  return {
    check,
    status: 'cannot_tell',
    finding: {
      zh: '链接里的模板与配置一致；微信认不认它，只有手机上的确认页会说',
      en: 'the link has the configured template; whether WeChat knows it only the page on a phone tells',
    },
    todo: {
      zh: '用 link --any 做一个链接，在手机微信里打开。',
      en: 'Make a link with link --any and open it in WeChat on a phone.',
    },
  };
};
