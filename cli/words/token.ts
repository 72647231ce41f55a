import { same, type Text } from '../text.ts';

export const tokenCommandWords = {
  summary: {
    zh: 'access_token 的年龄、剩余时间和指纹（不显示它本身）',
    en: 'age, remaining life and fingerprint of the access_token, never the token',
  },
  none: {
    zh: '还没有 access_token：部署后一两分钟内应该有。没有就看 refresh-access-token 的日志，或运行 doctor。',
    en: "No access_token is stored yet: one should be there a minute or two after a deploy. If not, see refresh-access-token's log, or run doctor.",
  },
  malformed: {
    zh: 'access_token 参数不是约定的格式：{"accessToken","expiresAt"}，时间是 RFC 3339。',
    en: 'The access_token parameter is not in the documented form: {"accessToken","expiresAt"}, times RFC 3339.',
  },
  notUsable: {
    zh: '它已到期或马上到期，不再使用：看 refresh-access-token 的日志，或运行 doctor。',
    en: "It is past its end or close to it, and not used any more: see refresh-access-token's log, or run doctor.",
  },
  age: (seconds: number | undefined): Text =>
    seconds === undefined
      ? {
          zh: '年龄    不知道（不是本服务写的）',
          en: 'age          not told (written by another service)',
        }
      : { zh: `年龄    ${spanWords(seconds).zh}`, en: `age          ${spanWords(seconds).en}` },
  remaining: (seconds: number, expiresAt: string): Text => ({
    zh: `剩余    ${spanWords(seconds).zh}（至 ${expiresAt}）`,
    en: `remaining    ${spanWords(seconds).en} (until ${expiresAt})`,
  }),
  fingerprint: (fingerprint: string): Text => ({
    zh: `指纹    ${fingerprint}`,
    en: `fingerprint  ${fingerprint}`,
  }),
};

/** A span of time as people say it: `1 h 59 min`. */
export const spanWords = (seconds: number): Text => {
  if (seconds < 0) {
    const { zh, en } = spanWords(-seconds);
    return { zh: `-${zh}`, en: `-${en}` };
  }
  if (seconds < 60) return { zh: `${seconds} 秒`, en: `${seconds} s` };
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return { zh: `${days} 天 ${hours} 小时`, en: `${days} d ${hours} h` };
  if (hours > 0) return { zh: `${hours} 小时 ${minutes} 分钟`, en: `${hours} h ${minutes} min` };
  return minutes > 0 ? { zh: `${minutes} 分钟`, en: `${minutes} min` } : same('0');
};
