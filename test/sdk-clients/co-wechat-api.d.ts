/** What the tests use of co-wechat-api, which brings no types. */
declare module 'co-wechat-api' {
  type Outcome = { errcode: number; errmsg: string };

  export default class WechatApi {
    /** Where its calls go; `https://api.weixin.qq.com/cgi-bin/` unless changed. */
    prefix: string;
    constructor(appid: string, appsecret: string);
    getAccessToken(): Promise<{ accessToken: string; expireTime: number }>;
    sendSubscribe(
      openid: string,
      templateId: string,
      url: string | undefined,
      miniprogram: { appid: string; pagepath: string } | undefined,
      scene: string,
      title: string,
      data: { content: { value: string; color?: string } },
    ): Promise<Outcome>;
    clearQuota(): Promise<Outcome>;
  }
}
