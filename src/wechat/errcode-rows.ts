import { type Hint, type SendMeaning, unknowable } from '../domain/send-outcome.ts';

// What every errcode we have found means to us: one row each, in the order in which a reader would
// look for it. We have seen no official table for message/template/subscribe, so a row's source is
// the page or the thread that names the code, and where that page speaks of another API, the row
// takes the reading that cannot send a second message.

export type ErrcodeRow = {
  errcode: number;
  /** The page or thread that the row rests on. */
  source: string;
  send: SendMeaning;
  /**
   * What it means when a token call answers it: `try_later` mends itself by the next minute's
   * refresh, `operator` does not (and raises the alarm). Codes that only a send answers say `operator`.
   */
  token: 'ok' | 'try_later' | 'operator';
  hint: Hint;
};

const SENT: SendMeaning = {
  outcome: 'sent',
  credit: 'spent',
  status: 200,
  code: null,
  alarm: false,
};
const NO_CHANCE: SendMeaning = {
  outcome: 'no_chance',
  credit: 'void',
  status: 409,
  code: 'no_chance',
  alarm: false,
};
/** Nothing that the caller could change about this message would make WeChat take it. */
const REFUSED: SendMeaning = {
  outcome: 'refused',
  credit: 'void',
  status: 424,
  code: 'refused_by_wechat',
  alarm: false,
};
/** Certainly not sent, and another title, content, url or mini program could be: the chance is kept. */
const MESSAGE_REFUSED: SendMeaning = {
  outcome: 'message_refused',
  credit: 'released',
  status: 422,
  code: 'message_refused',
  alarm: false,
};
const tryLater = (retryAfterSeconds: number): SendMeaning => ({
  outcome: 'try_later',
  credit: 'released',
  status: 503,
  code: 'wechat_unavailable',
  alarm: false,
  retryAfterSeconds,
});
/** Certainly not sent, and neither will the next message be until somebody acts. */
const STOP: SendMeaning = {
  outcome: 'stop',
  credit: 'released',
  status: 503,
  code: 'wechat_blocked',
  alarm: true,
};
/** The sender refreshes and posts once more; this is the answer when the second token is refused too. */
const TOKEN_REFUSED: SendMeaning = {
  outcome: 'token_refused',
  credit: 'released',
  status: 503,
  code: 'wechat_unavailable',
  alarm: false,
  retryAfterSeconds: 5,
};

const SITE = 'https://developers.weixin.qq.com/';
const SEND_PAGE = `${SITE}doc/service/api/notify/subscribe/api_templatesubscribe.html`;
const GLOBAL_CODES = `${SITE}doc/oplatform/Return_codes/Return_code_descriptions_new.html`;
const STABLE_TOKEN = `${SITE}doc/service/api/base/api_getstableaccesstoken`;
const TOKEN_GUIDE = `${SITE}doc/oplatform/developers/dev/AccessToken.html`;
const CALL_GUIDE = `${SITE}doc/service/guide/dev/api`;
const IP_LIST = `${SITE}doc/oplatform/developers/basic_func/ip_whitelist`;
const THREAD = `${SITE}community/develop/doc/`;
const PERSONAL = `${SITE}community/personal/`;

/**
 * An errcode that no row lists. It is well formed, so most likely nothing was sent, but "most likely"
 * is not enough: 40252 is in no official table either and means that WeChat itself may still deliver
 * the message. So the credit becomes `unknown`, and the operator hears of it, because the table has a gap.
 */
export const UNLISTED: Omit<ErrcodeRow, 'errcode'> = {
  source: GLOBAL_CODES,
  send: { ...unknowable, alarm: true },
  token: 'operator',
  hint: {
    zh: '表里没有这个 errcode，无法断定是否已发出，不会自动重发。请按 errmsg 查全局返回码或用 rid 查询，确认后用 resolution 接口了结。',
    en: 'No row lists this errcode, so whether the message went out is not known, and it is never sent again by itself. Look up errmsg in the global return codes or query the rid, then settle it with the resolution route.',
  },
};

export const ERRCODE_ROWS: readonly ErrcodeRow[] = [
  {
    errcode: 0,
    source: SEND_PAGE,
    send: SENT,
    token: 'ok',
    hint: { zh: '微信已接受，无需处理。', en: 'WeChat accepted it; nothing to do.' },
  },

  // The user, or what the user allowed.
  {
    errcode: 43101,
    // WxJava's own test of this very call says the same: not confirmed, or already used.
    source: `${THREAD}000844d536c078d8ded2969ed6b400`,
    send: NO_CHANCE,
    token: 'operator',
    hint: {
      zh: '这位用户在这个 scene 下没有机会：从未确认、机会已用掉、点了取消，或设置了拒收。请让用户重新确认；若刚确认过仍如此，检查是否混用了订阅通知（wx-open-subscribe、bizsend）或模板消息的模板与接口。',
      en: 'This user has no chance for this scene: never confirmed, already used, cancelled, or messages refused in the settings. Ask for a new confirm; if it comes right after one, look for a mix-up with Subscription Notifications (wx-open-subscribe, bizsend) or Template Messages.',
    },
  },
  {
    errcode: 40003,
    source: GLOBAL_CODES,
    send: REFUSED,
    token: 'operator',
    hint: {
      zh: 'openid 不属于这个公众号。只用本 appid 的确认回执里的 openid，不要用小程序、其他公众号的 openid 或 unionid。',
      en: 'The openid is not one of this account. Use the openid from a receipt of this appid, never one of a mini program or another account, and never a unionid.',
    },
  },
  {
    errcode: 43004,
    source: GLOBAL_CODES,
    send: REFUSED,
    token: 'operator',
    hint: {
      zh: '微信要求对方先关注公众号。一次性订阅消息本不要求关注，请核对是否用错了接口或模板；否则请用户关注后重新确认。',
      en: 'WeChat wants the user to follow the account first. One-time subscription messages do not need that, so check for the wrong API or template; otherwise ask the user to follow and confirm again.',
    },
  },
  {
    errcode: 43019,
    source: GLOBAL_CODES,
    send: REFUSED,
    token: 'operator',
    hint: {
      zh: '用户在公众号的黑名单里。在公众平台的用户管理中移出后，请用户重新确认。',
      en: "The user is on the account's blacklist. Take the user off it in the console, then ask for a new confirm.",
    },
  },
  {
    errcode: 48002,
    source: GLOBAL_CODES,
    send: REFUSED,
    token: 'operator',
    hint: {
      zh: '用户关闭了这个公众号的“接收消息”。不要再发；用户自己打开后请重新确认。',
      en: 'The user has switched off messages from this account. Do not send again; after the user switches them on, ask for a new confirm.',
    },
  },

  // The message: mend it and send it again, the chance is still there.
  {
    errcode: 45082,
    source: `${PERSONAL}oCJUsw1yjuB0eYzJ1i8FklZyKUJ0/question`,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: 'url 的域名没有 ICP 备案（有人报告主域名已备案而子域名仍被拒）。换成已备案的域名，或去掉 url 再发。',
      en: 'The domain of url has no ICP filing (a sub-domain of a filed one was refused too). Use a filed domain or leave url out, then send again.',
    },
  },
  {
    errcode: 45002,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '正文太长：上限 200 字。改短再发。',
      en: 'The content is too long: 200 characters at most. Shorten it and send again.',
    },
  },
  {
    errcode: 45003,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '标题太长：上限 15 字。改短再发。',
      en: 'The title is too long: 15 characters at most. Shorten it and send again.',
    },
  },
  {
    errcode: 47001,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '微信解析不了请求体。去掉 title、content 里的控制字符和残缺的表情符号再发。',
      en: 'WeChat cannot parse the body. Remove control characters and broken emoji from title and content, then send again.',
    },
  },
  {
    errcode: 40033,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '请求体里有 \\uXXXX 形式的字符，多半来自控制字符。从 title、content 里去掉它们再发。',
      en: 'The body holds a \\uXXXX escape, which comes from control characters. Remove them from title and content, then send again.',
    },
  },
  {
    errcode: 44002,
    source: GLOBAL_CODES,
    // The body is ours, so an empty one is our fault or a proxy's, not the caller's alone.
    send: { ...MESSAGE_REFUSED, alarm: true },
    token: 'operator',
    hint: {
      zh: '微信收到的请求体是空的。检查出口代理是否丢掉了 POST 的内容，然后再发。',
      en: 'The body reached WeChat empty. Check whether a proxy on the way out drops it, then send again.',
    },
  },
  {
    errcode: 47003,
    source: `${THREAD}000c4e65c04790df9bb45a1af61000`,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '模板参数不合要求。一次性订阅消息只有 title 和一段 content；thing1、time2 之类的字段属于订阅通知，请勿混用。',
      en: 'The template arguments do not fit. A one-time subscription message has a title and one content; fields such as thing1 or time2 belong to Subscription Notifications.',
    },
  },
  {
    errcode: 40165,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: 'miniprogram.pagepath 不存在于已发布的小程序版本。改成已发布的页面，或去掉 miniprogram 再发。',
      en: 'miniprogram.pagepath is not a page of the published mini program. Use a published page or leave miniprogram out, then send again.',
    },
  },
  {
    errcode: 40166,
    source: GLOBAL_CODES,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: 'miniprogram.appid 无效。小程序须已发布并与公众号关联；改正或去掉 miniprogram 再发。',
      en: 'miniprogram.appid is not valid. The mini program must be published and bound to the account; mend it or leave it out, then send again.',
    },
  },
  {
    errcode: 40249,
    source: `${PERSONAL}oCJUswwuGAo1Uh4yHxYQBixWj8xQ/answer`,
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '内容被判为违规而拦截。换一种写法再发；屡次违规会影响整个账号。',
      en: 'The text was blocked as illegal content. Word it differently before sending again; repeated hits endanger the account.',
    },
  },
  {
    errcode: 45168,
    source: 'https://tencentcloud.com/document/product/1219/67648',
    send: MESSAGE_REFUSED,
    token: 'operator',
    hint: {
      zh: '内容含敏感词。改掉再发。',
      en: 'The text holds sensitive words. Change them and send again.',
    },
  },

  // Certainly not sent; the same message may go out a little later.
  {
    errcode: 45011,
    source: STABLE_TOKEN,
    send: tryLater(60),
    token: 'try_later',
    hint: {
      zh: '每分钟的调用次数用完了。等一分钟再试，并降低发送速度。',
      en: "The minute's calls are used up. Wait a minute, try again, and send more slowly.",
    },
  },
  {
    errcode: 43108,
    source: `${PERSONAL}oCJUswxW1rj9va2jVIhSJuUXMxp8/answer`,
    send: tryLater(5),
    token: 'operator',
    hint: {
      zh: '同一用户有另一条消息正在发送。几秒后再试，对同一 openid 逐条发送。',
      en: 'Another message to this user is on its way. Try again in a few seconds and send to one openid one at a time.',
    },
  },
  {
    errcode: 43117,
    // errmsg itself says "please try later", so this message was not taken. Seen on template/send.
    source: `${PERSONAL}oCJUsw6XPYsZD0BG1y6LFRf5XidQ/follow`,
    send: tryLater(60),
    token: 'operator',
    hint: {
      zh: '给这位用户发得太频繁。至少等一分钟再试。',
      en: 'This user was sent to too often. Wait a minute or more before trying again.',
    },
  },

  // The access_token: refreshed, posted once more, and still refused.
  {
    errcode: 40001,
    source: TOKEN_GUIDE,
    send: TOKEN_REFUSED,
    token: 'operator',
    hint: {
      zh: '发送时：刷新后 access_token 仍被拒，多半有别的程序在用 /cgi-bin/token 或 force_refresh 抢着换 token，找到它。取 token 时：AppSecret 不对，用 npm run yici -- init --force appsecret 重新写入。',
      en: 'On a send: the access_token is refused even after a refresh, so something else keeps replacing it by /cgi-bin/token or force_refresh; find it. On a token call: the AppSecret is wrong, store it again: npm run yici -- init --force appsecret.',
    },
  },
  {
    errcode: 40014,
    source: GLOBAL_CODES,
    send: TOKEN_REFUSED,
    token: 'operator',
    hint: {
      zh: 'access_token 不合法，刷新后仍如此。核对 token 与 appid 是否属于同一公众号，token.source 为 external 时检查中控写入的参数。',
      en: 'The access_token is malformed even after a refresh. Check that it belongs to this appid and, with token.source external, what your token service writes.',
    },
  },
  {
    errcode: 42001,
    source: TOKEN_GUIDE,
    send: TOKEN_REFUSED,
    token: 'operator',
    hint: {
      zh: 'access_token 已过期，刷新后仍如此。查看 GET /v1/health 里 token 的时间和 refresh-access-token 的日志。',
      en: "The access_token has expired even after a refresh. Look at the token's times in GET /v1/health and at the log of refresh-access-token.",
    },
  },
  {
    errcode: 41001,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '请求没带 access_token：这是 yici 的错误，或出口代理删掉了查询参数。请查代理并报告。',
      en: 'The call carried no access_token: a fault of yici, or a proxy on the way out drops the query. Check the proxy and report it.',
    },
  },

  // The account or its configuration: every further message would meet the same answer.
  {
    errcode: 45009,
    // 100 calls a day on one account: community/develop/doc/00024816598448b73d7c64d645ec00
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '今天的调用次数用完了，机会还在，明天再发。真实上限用 openapi/quota/get 查；clear_quota 每月可清零 10 次。',
      en: "Today's calls are used up; the chance is kept, send tomorrow. Read the real limit with openapi/quota/get; clear_quota resets it ten times a month.",
    },
  },
  {
    errcode: 40164,
    source: IP_LIST,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '微信看到的出口 IP 是 {ip}，不在 IP 白名单里。到微信开发者平台的基础信息、开发信息里把它加入白名单；出口 IP 会变时，先让出口走固定的 IP。',
      en: 'WeChat saw the call come from {ip}, which is not on the IP allow-list. Add it in the WeChat developer console (basic information, development information); if the address changes, first give the calls a fixed one.',
    },
  },
  {
    errcode: 61004,
    source: CALL_GUIDE,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '微信看到的出口 IP 是 {ip}，没有登记。与 40164 同样处理：加入 IP 白名单；若 token 来自第三方平台，则登记在平台的白名单里。',
      en: 'WeChat saw the call come from {ip}, which is not registered. Treat it like 40164: add it to the IP allow-list, or to the list of the platform if the token comes from a third-party platform.',
    },
  },
  {
    errcode: 48001,
    source: `${PERSONAL}oCJUswwtfFYBY7Z1tKK-syNxtozE/follow`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '公众号没有这个接口的权限。在公众平台的接口权限里确认有“一次性订阅消息”（需已认证的服务号，测试号不支持），并核对 token 属于这个 appid；换 token 没有用。',
      en: 'The account may not use this API. Check in the console that its permissions list one-time subscription messages (a verified service account; test accounts cannot) and that the token belongs to this appid; a new token does not help.',
    },
  },
  {
    errcode: 48004,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '接口因违规被封禁。登录公众平台看通知并申诉，解封前不要再发。',
      en: 'The API is banned for irregularities. Read the notice in the console, appeal, and do not send until it is lifted.',
    },
  },
  {
    errcode: 50002,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '账号被冻结或注销中。登录公众平台查看原因，恢复前不要再发。',
      en: 'The account is frozen or being closed. Read the reason in the console and do not send until it is restored.',
    },
  },
  {
    errcode: 50004,
    source: `${THREAD}000c6e7e5088884d9f2be626a56400`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '账号受处罚，暂不能使用 access_token。登录公众平台查看处罚通知，到期或申诉成功前不要再发。',
      en: 'The account is punished and may not use its access_token. Read the notice in the console and do not send until it ends.',
    },
  },
  {
    errcode: 40037,
    source: `${THREAD}00084e54cc4090eceb7e8e54451c00`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: 'template_id 不对。一次性订阅消息每个公众号只有一个固定模板，在公众平台的接口权限里查看；不要用订阅通知或模板消息的模板 ID。改好配置再发，机会还在。',
      en: 'The template_id is wrong. An account has one fixed template for one-time subscription messages, shown under its API permissions; template ids of Subscription Notifications or Template Messages do not work. Mend the configuration and send again, the chance is kept.',
    },
  },
  {
    errcode: 43116,
    source: `${PERSONAL}oCJUsw2JRQVc2o-_VnaVs0WC3uXY/question`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '这个模板被封禁。登录公众平台看通知并申诉，解封前不要再发。',
      en: 'The template is banned. Read the notice in the console, appeal, and do not send until it is lifted.',
    },
  },
  {
    errcode: 43107,
    source: 'https://tencentcloud.com/document/product/1219/67648',
    send: STOP,
    token: 'operator',
    hint: {
      zh: '账号的订阅消息能力被封禁。登录公众平台看通知并申诉，解封前不要再发。',
      en: "The account's right to send subscription messages is banned. Read the notice in the console, appeal, and do not send until it is lifted.",
    },
  },
  {
    errcode: 45103,
    source: `${THREAD}00068c1cf3c6907870d0f0fba6c800`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '微信不再支持这个接口。看 errmsg 里的公告链接，并确认配置的微信地址没有写错。',
      en: 'WeChat no longer supports this API. Read the notice that errmsg links to, and check that the configured WeChat address is right.',
    },
  },
  {
    errcode: 45109,
    source: `${THREAD}00086cee348a80792ab2b04576bc00`,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '微信不再支持这个接口或这种模板。看 errmsg 里的公告链接再决定。',
      en: 'WeChat no longer supports this API or this kind of template. Read the notice that errmsg links to.',
    },
  },
  {
    errcode: 43002,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '请求没有以 POST 到达微信。检查出口代理是否改写了请求；若没有代理，这是 yici 的错误，请报告。',
      en: 'The call did not reach WeChat as a POST. Check whether a proxy on the way out rewrites it; without one it is a fault of yici, report it.',
    },
  },

  // Token calls. A send that met one of these would stop too: no credentials, no message.
  {
    errcode: 40125,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: 'AppSecret 不对。在微信开发者平台重置后，用 npm run yici -- init --force appsecret 重新写入。',
      en: 'The AppSecret is wrong. Reset it in the WeChat developer console and store it again: npm run yici -- init --force appsecret.',
    },
  },
  {
    errcode: 40243,
    source: CALL_GUIDE,
    send: STOP,
    token: 'operator',
    hint: {
      zh: 'AppSecret 已被冻结。在微信开发者平台解冻，约 10 分钟后生效。',
      en: 'The AppSecret is frozen. Unfreeze it in the WeChat developer console; that takes about ten minutes.',
    },
  },
  {
    errcode: 40013,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: 'appid 不对。核对 yici.config.ts 里的 appid，注意大小写和空格。',
      en: 'The appid is wrong. Check the one in yici.config.ts, including case and blanks.',
    },
  },
  {
    errcode: 40002,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: 'grant_type 不对：这是 yici 的错误，或代理改写了请求。请查代理并报告。',
      en: 'The grant_type is wrong: a fault of yici, or a proxy rewrites the call. Check the proxy and report it.',
    },
  },
  {
    errcode: 41002,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '请求没带 appid。核对 yici.config.ts 里的 appid 是否为空。',
      en: 'The call carried no appid. Check that the one in yici.config.ts is not empty.',
    },
  },
  {
    errcode: 41004,
    source: STABLE_TOKEN,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '请求没带 AppSecret。用 npm run yici -- init --force appsecret 写入。',
      en: 'The call carried no AppSecret. Store it: npm run yici -- init --force appsecret.',
    },
  },
  {
    errcode: 89503,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '这个 IP 的调用要管理员确认。请管理员在微信收到的模板消息里同意，之后用同一 IP 重试。',
      en: "Calls from this IP need the administrator's consent. Let the administrator agree in the message WeChat sent, then try again from the same IP.",
    },
  },
  {
    errcode: 89501,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '这个 IP 正在等管理员确认。请管理员在微信里同意。',
      en: "This IP is waiting for the administrator's consent. Ask the administrator to agree in WeChat.",
    },
  },
  {
    errcode: 89507,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '管理员拒绝了这个 IP，1 小时内不能再用。1 小时后重试，并请管理员同意。',
      en: 'The administrator refused this IP; it is locked for 1 hour. Try again after that, with the administrator ready to agree.',
    },
  },
  {
    errcode: 89506,
    source: GLOBAL_CODES,
    send: STOP,
    token: 'operator',
    hint: {
      zh: '管理员两次拒绝了这个 IP，24 小时内不能再用。换一个已加入白名单的出口 IP，或 24 小时后重试。',
      en: 'The administrator refused this IP twice; it is locked for 24 hours. Use another listed egress address or try again after that.',
    },
  },

  // Whether the message went out, or still will, cannot be known from the answer.
  {
    errcode: -1,
    // Persistent -1 is a wrong template: this thread, and 0006488c4a46105879a0403be6bc00.
    source: `${THREAD}0008284ed5cd8045418dd034d5ac00`,
    send: unknowable,
    token: 'try_later',
    hint: {
      zh: '微信系统繁忙，是否已发出未知，不会自动重发：确认对方是否收到，再用 resolution 接口了结（取 token 时会自动重试）。若总是 -1，多半混用了模板：不能用订阅通知或模板消息的模板 ID。',
      en: 'WeChat had a system error; whether the message went out is not known, and it is never sent again by itself: find out, then settle it with the resolution route (a token call is retried). If -1 persists, the template is usually one of Subscription Notifications or Template Messages, which do not work here.',
    },
  },
  {
    errcode: 40241,
    source: `${PERSONAL}oCJUsw8Jav7Un46Mw2Z_nWanCfec/question`,
    send: unknowable,
    token: 'operator',
    hint: {
      zh: '微信认为 60 秒内发过同样的消息，所以可能已经送达。确认对方是否收到，再用 resolution 接口了结。',
      en: 'WeChat says that the same message was sent within 60 seconds, so it may have arrived. Find out, then settle it with the resolution route.',
    },
  },
  {
    errcode: 40252,
    // "Passes the review: WeChat delivers it by itself." Seen on template/send, in no official table.
    source: `${THREAD}000a48b104408833b6c34b0ad61400`,
    send: unknowable,
    token: 'operator',
    hint: {
      zh: '内容进入平台审核，通过后微信会自行下发，不要重发。等审核结束，确认对方是否收到，再用 resolution 接口了结。',
      en: 'The text is under review, and WeChat delivers it by itself if it passes: do not send it again. When the review is over, find out whether it arrived and settle it with the resolution route.',
    },
  },
];
