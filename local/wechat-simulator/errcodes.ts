/**
 * errmsg texts as WeChat writes them, without the ` rid: ...` that every refusal ends with. Most are
 * quoted from real answers published since 2020; the rest are the words of the official global table.
 */
const errmsgs: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  0: 'ok',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by ' +
    'getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40033: 'invalid charset',
  40035: 'invalid parameter',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40125: 'invalid appsecret',
  40164: 'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist',
  40165: 'invalid weapp pagepath',
  40241: 'duplicate message',
  40243: 'appsecret is frozen',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  42001: 'access_token expired',
  43002: 'require POST method',
  43004: 'require subscribe',
  43019: 'require remove blacklist',
  43101: 'user refuse to accept the msg',
  43108: 'concurrent call for this openid',
  43117: 'send to this openid too frequently',
  44002: 'empty post data',
  45002: 'content size out of limit',
  45003: 'title size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45082: 'need icp license for the url domain',
  45103: 'api not support',
  45109: 'api not support',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48004: 'api forbidden for irregularities',
  48006: 'forbid to clear quota because of reaching the limit',
  50002: 'user limited',
  50004: 'access_token banned',
  61004: 'access clientip is not registered requestIP: 127.0.0.1',
  76001: 'rid not found',
  76002: 'rid is error',
  76003: 'could not query this rid,no permission',
  76004: 'rid time is error',
  76021: 'cgi_path not found, please check',
  76022: 'could not use this cgi_path,no permission',
  89501: 'this ip is waiting for the confirmation of the admin',
  89503: 'this ip needs the confirmation of the admin',
  89506: 'this ip was refused by the admin twice within 24 hours',
  89507: 'this ip was refused by the admin within 1 hour',
};

export function errmsgOf(errcode: number): string {
  return errmsgs[errcode] ?? 'unknown error';
}
