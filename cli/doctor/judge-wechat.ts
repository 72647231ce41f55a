import { same, type Text } from '../text.ts';
import { see } from '../words/doctor.ts';
import type { Facts, Line } from './facts.ts';
import { cannotLook } from './judge-aws.ts';

/** Below a tenth of the day's sends, somebody should know. */
const lowShare = 0.1;

export const judgeQuota = (facts: Facts): Line => {
  const check = 'quota';
  const { quota, accessToken } = facts;
  if (accessToken.status === 'failed') {
    return cannotLook(check, accessToken, facts, see('access-token'));
  }
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

export const judgeTemplate = (facts: Facts): Line => {
  const check = 'template';
  const { link, config, serviceUrl, health } = facts;
  if (serviceUrl.status === 'failed') return cannotLook(check, serviceUrl, facts, see('service'));
  if (link.status === 'failed') {
    const isHealth = health.status === 'failed' && health.failure.code === link.failure.code;
    return cannotLook(check, link, facts, isHealth ? see('health') : link.failure.text);
  }
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
