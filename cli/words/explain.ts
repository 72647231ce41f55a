import type { CreditEffect, SendMeaning } from '../../src/domain/send-outcome.ts';
import type { ErrcodeRow } from '../../src/wechat/errcode-rows.ts';
import type { Text } from '../text.ts';

export const explainWords = {
  summary: {
    zh: '解释 errcode、确认页的报错文字或本服务的问题代码',
    en: "explain an errcode, an error text of the confirm page, or a code of this service's problems",
  },
  what: {
    zh: '43101、应用跳转的域名非法、no_credit，或贴上微信的整段应答',
    en: "43101, 应用跳转的域名非法, no_credit, or WeChat's whole answer",
  },
  details: {
    zh: '例：explain 43101   explain 模板ID错误   explain \'{"errcode":40164,"errmsg":"…"}\'',
    en: 'Examples: explain 43101   explain 模板ID错误   explain \'{"errcode":40164,"errmsg":"…"}\'',
  },
  nothing: {
    zh: '没有这样的 errcode、报错文字或问题代码。errcode 是整数，如 43101；确认页的报错有三种：',
    en: 'There is no such errcode, error text or code. An errcode is an integer such as 43101; the confirm page has three errors:',
  },
} as const satisfies Record<string, Text>;

const outcomeWords: Readonly<Record<SendMeaning['outcome'], Text>> = {
  sent: { zh: '已发出', en: 'sent' },
  no_chance: { zh: '用户没有机会', en: 'the user has no chance' },
  refused: { zh: '被拒绝，不必再试', en: 'refused for good' },
  message_refused: { zh: '消息内容被拒绝', en: 'the message is refused' },
  try_later: { zh: '没有发出，可稍后再试', en: 'not sent, try later' },
  stop: {
    zh: '没有发出，处理之前都发不出',
    en: 'not sent, and nothing will be until somebody acts',
  },
  unknowable: { zh: '发没发出，没人知道', en: 'nobody knows whether it was sent' },
  token_refused: {
    zh: 'access_token 被拒绝，没有发出',
    en: 'the access_token is refused, not sent',
  },
};

const creditWords: Readonly<Record<CreditEffect, Text>> = {
  spent: { zh: '用掉', en: 'spent' },
  void: { zh: '作废', en: 'void' },
  released: { zh: '还在', en: 'kept' },
  unknown: { zh: '结果不明（用 resolve 了结）', en: 'unknown (resolve settles it)' },
};

/** Undefined for a code that speaks of one user or one message: a token call never answers it. */
export const tokenCall = ({ send, token }: ErrcodeRow): ErrcodeRow['token'] | undefined => {
  switch (send.outcome) {
    case 'no_chance':
    case 'refused':
    case 'message_refused':
      return undefined;
    case 'try_later':
      return token === 'operator' ? undefined : token;
    case 'sent':
    case 'stop':
    case 'token_refused':
    case 'unknowable':
      return token;
  }
};

const tokenWords: Readonly<Record<ErrcodeRow['token'], Text>> = {
  ok: { zh: '正常', en: 'fine' },
  try_later: { zh: '下一分钟的刷新会再试', en: "the next minute's refresh tries again" },
  operator: { zh: '需要有人处理', en: 'somebody has to act' },
};

export const rowLines = (row: ErrcodeRow, listed: boolean, hint: Text): readonly Text[] => {
  const outcome = outcomeWords[row.send.outcome];
  const credit = creditWords[row.send.credit];
  const token = tokenCall(row);
  const answer = `HTTP ${row.send.status}${row.send.code === null ? '' : ` ${row.send.code}`}`;
  return [
    {
      zh: `errcode ${row.errcode}：${outcome.zh}${listed ? '' : '（表里没有，按结果不明处理）'}`,
      en: `errcode ${row.errcode}: ${outcome.en}${listed ? '' : ' (not in the table, so taken as unknown)'}`,
    },
    { zh: `  处理      ${hint.zh}`, en: `  what to do    ${hint.en}` },
    { zh: `  机会      ${credit.zh}`, en: `  the credit    ${credit.en}` },
    { zh: `  发送接口  ${answer}`, en: `  send route    ${answer}` },
    ...(token === undefined
      ? []
      : [
          {
            zh: `  取 token  ${tokenWords[token].zh}`,
            en: `  token call    ${tokenWords[token].en}`,
          },
        ]),
    { zh: `  来源      ${row.source}`, en: `  source        ${row.source}` },
  ];
};

export const pageLines = (page: {
  readonly title: string;
  readonly cause: Text;
  readonly check: Text;
  readonly source: string;
}): readonly Text[] => [
  {
    zh: `确认页显示“${page.title}”`,
    en: `The confirm page says ${page.title}`,
  },
  { zh: `  原因  ${page.cause.zh}`, en: `  cause   ${page.cause.en}` },
  { zh: `  检查  ${page.check.zh}`, en: `  check   ${page.check.en}` },
  { zh: `  来源  ${page.source}`, en: `  source  ${page.source}` },
];
