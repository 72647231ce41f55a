// The pages that WeChat's confirm link shows instead of 确认 and 取消. Kept apart from the errcodes:
// no function imports this, only people and the tools that explain things to them do.
import type { Hint } from '../domain/send-outcome.ts';

export type ConfirmPageError = {
  /** What the page says, as WeChat writes it. */
  title: string;
  source: string;
  cause: Hint;
  check: Hint;
};

const PERSONAL = 'https://developers.weixin.qq.com/community/personal/';

export const CONFIRM_PAGE_ERRORS: readonly ConfirmPageError[] = [
  {
    title: '模板ID错误',
    source: 'https://developers.weixin.qq.com/community/develop/doc/00086660758e4011a15330c6d6d000',
    cause: {
      zh: 'template_id 不是这个公众号的一次性订阅消息模板，常见的是拿了订阅通知或模板消息的模板 ID，或另一个公众号的。',
      en: "The template_id is not this account's one-time subscription template; most often it is one of Subscription Notifications or Template Messages, or of another account.",
    },
    check: {
      zh: '登录公众平台，在接口权限的“一次性订阅消息”一行查看模板 ID，与 yici.config.ts 里的 templateId 逐字核对，appid 也一并核对。',
      en: 'In the console, open the API permissions and read the template id in the row of one-time subscription messages; compare it, and the appid, with yici.config.ts.',
    },
  },
  {
    title: '应用跳转的域名非法',
    source: `${PERSONAL}oCJUsw93NIWf6VMpwepyv3fOoD7A/answer`,
    cause: {
      zh: 'redirect_url 的域名不是登记的业务域名；也见于参数写成了 redirect_uri、编码了两次、业务域名带了路径，或账号是订阅号。',
      en: 'The host of redirect_url is not a registered business domain; also seen when the parameter was spelled redirect_uri, encoded twice, when the registered domain has a path, or with a subscription account.',
    },
    check: {
      zh: '在公众号设置的功能设置里核对业务域名（不是网页授权域名，也不是 JS 接口安全域名）：写域名，不带协议、端口和路径。重定向方式看 publicBaseUrl 的域名，中继方式看 return 目标的域名。',
      en: 'In the account settings, compare the business domains (neither the web authorisation domain nor the JS API domain): a bare host, no scheme, port or path. The redirect door needs the host of publicBaseUrl there, the relay door the hosts of the return targets.',
    },
  },
  {
    title: '应用访问参数错误',
    source: `${PERSONAL}oCJUsw_2A4coOV3vE_dEJuvpHiJY/question`,
    cause: {
      zh: '链接的参数缺失或不合法：appid、scene（0 到 10000 的整数）、reserved（只能是字母和数字，最多 128 字节）。文档里的示例链接原样打开也是这个页面。',
      en: "A parameter of the link is missing or not valid: appid, scene (an integer from 0 to 10000), reserved (letters and digits only, at most 128 bytes). The documentation's own sample link opens this page too.",
    },
    check: {
      zh: '不要自己拼链接，用 GET /subscribe 或 POST /v1/confirm-links 得到的那一个；若已如此，看链接是否被复制工具或短链服务改动、末尾的 #wechat_redirect 是否还在。',
      en: 'Do not put the link together by hand: use the one from GET /subscribe or POST /v1/confirm-links. If you do, see whether copying or a link shortener changed it and whether #wechat_redirect is still at its end.',
    },
  },
];
