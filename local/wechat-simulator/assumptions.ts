import { initialValues, type Setting } from './settings.ts';

/** What no public source settles about WeChat, each with a value that can be changed at run time. */
export type Assumptions = {
  readonly failedSendConsumesChance: boolean;
  readonly cancelRevokesChance: boolean;
  readonly confirmingUnusedChance: 'nothing' | 'restartsLifetime' | 'accumulates';
  readonly chanceLifetimeSeconds: number | null;
  readonly lengthUnit: 'codePoints' | 'utf16Units' | 'utf8Bytes';
  readonly desktopWechatShowsPage: boolean;
  readonly reservedChecked: boolean;
  readonly ipAllowListCovers: 'allCalls' | 'tokenCalls';
  readonly ipRefusalErrcode: 40164 | 61004;
  readonly wrongSecretErrcode: 40125 | 40001;
};

export const assumptionSettings: readonly Setting<keyof Assumptions>[] = [
  {
    name: 'failedSendConsumesChance',
    allowed: [false, true],
    initial: false,
    label: 'assumed',
    zh: '发送失败也会用掉一次机会',
    en: 'a refused send uses up the chance',
    source:
      'no official page says; a forum answer about mini programs says only success consumes ' +
      '(developers.weixin.qq.com/community/develop/doc/0004c2b972c6d0ba8e931598e6b800)',
    sourceZh:
      '官方未说明；论坛有关小程序的回答称只有发送成功才消耗（community/develop/doc/0004c2b972c6d0ba8e931598e6b800）',
  },
  {
    name: 'cancelRevokesChance',
    allowed: [false, true],
    initial: false,
    label: 'assumed',
    zh: '点「取消」会收回此前未使用的授权',
    en: 'a cancel revokes an earlier, unused confirm',
    source: 'no source found',
    sourceZh: '未找到任何说明',
  },
  {
    name: 'confirmingUnusedChance',
    allowed: ['nothing', 'restartsLifetime', 'accumulates'],
    initial: 'nothing',
    label: 'assumed',
    zh: '机会未用时再次确认的效果',
    en: 'what confirming again does while the chance is unused',
    source:
      'official: confirms of one scene do not accumulate (One-time_subscription_info.html); ' +
      'whether the lifetime restarts is not said; "accumulates" contradicts the page and is known only from mini programs',
    sourceZh:
      '官方：同一 scene 的多次授权不累积（One-time_subscription_info.html），有效期是否重新计算未说明；accumulates 与官方文档相悖，只见于小程序',
  },
  {
    name: 'chanceLifetimeSeconds',
    allowed: 'seconds',
    initial: null,
    label: 'assumed',
    zh: '一次机会的有效期（秒，空为永久）',
    en: 'lifetime of an unused chance, in seconds (null: for ever)',
    source:
      'not documented; forum users say it is permanent ' +
      '(developers.weixin.qq.com/community/develop/doc/000ea8d7960b3844c79a6f69b56000)',
    sourceZh: '无文档；论坛用户称永久有效（community/develop/doc/000ea8d7960b3844c79a6f69b56000）',
  },
  {
    name: 'lengthUnit',
    allowed: ['codePoints', 'utf16Units', 'utf8Bytes'],
    initial: 'codePoints',
    label: 'assumed',
    zh: '15 字与 200 字的计数单位',
    en: 'unit in which 15 (title) and 200 (content) are counted',
    source: 'official pages say 字 and define no unit (api_templatesubscribe.html)',
    sourceZh: '官方只写「字」，未定义单位（api_templatesubscribe.html）',
  },
  {
    name: 'desktopWechatShowsPage',
    allowed: [false, true],
    initial: false,
    label: 'assumed',
    zh: '电脑版微信也能打开确认页',
    en: 'WeChat for Windows and Mac shows the confirm page',
    source: 'no source found; the official text only says "引导用户在微信客户端打开"',
    sourceZh: '未找到说明；官方只写「引导用户在微信客户端打开」',
  },
  {
    name: 'reservedChecked',
    allowed: [true, false],
    initial: true,
    label: 'assumed',
    zh: 'reserved 须为 a-zA-Z0-9 且不超过 128 字节，否则拒绝',
    en: 'reserved outside a-zA-Z0-9 or above 128 bytes is refused',
    source:
      'official: the format (One-time_subscription_info.html); whether it is enforced is not said, ' +
      'and published code sends other characters',
    sourceZh:
      '格式见官方文档（One-time_subscription_info.html），是否强制未说明；公开代码中有人传入其他字符',
  },
  {
    name: 'ipAllowListCovers',
    allowed: ['allCalls', 'tokenCalls'],
    initial: 'allCalls',
    label: 'official',
    zh: 'IP 白名单管到哪些接口',
    en: 'which calls the IP allow-list gates',
    source:
      'official pages disagree: /doc/oplatform/developers/basic_func/ip_whitelist says every call, ' +
      '/doc/service/guide/dev/api says only the token calls',
    sourceZh:
      '官方文档不一致：basic_func/ip_whitelist 称所有接口，service/guide/dev/api 称仅获取凭据的接口',
  },
  {
    name: 'ipRefusalErrcode',
    allowed: [40164, 61004],
    initial: 40164,
    label: 'official',
    zh: 'IP 不在白名单时的错误码',
    en: 'errcode for an address that is not on the allow-list',
    source:
      'official pages disagree: ip_whitelist says 40164, /doc/service/guide/dev/api says 61004',
    sourceZh: '官方文档不一致：ip_whitelist 写 40164，service/guide/dev/api 写 61004',
  },
  {
    name: 'wrongSecretErrcode',
    allowed: [40125, 40001],
    initial: 40125,
    label: 'reported',
    zh: 'AppSecret 错误时的错误码',
    en: 'errcode for a wrong appsecret',
    source:
      '40125 "invalid appsecret rid: ..." is what answers quoted since 2023 show; the global table also lists 40001',
    sourceZh:
      '2023 年以来公开的返回都是 40125「invalid appsecret rid: …」；全局返回码表也列有 40001',
  },
];

export function initialAssumptions(): Assumptions {
  return initialValues(assumptionSettings) as Assumptions;
}
