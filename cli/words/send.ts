import type { Text } from '../text.ts';

export const sendWords = {
  summary: { zh: '发一条消息', en: 'send one message' },
  details: {
    zh: '例：send oK7c… 1001 --title 上课提醒 --content "今晚七点" --url https://h5.example.com/\n先显示 Idempotency-Key：没有得到回答时，用同一个 --key 再来一次，不会发出第二条。',
    en: 'Example: send oK7c… 1001 --title Reminder --content "Tonight at seven" --url https://h5.example.com/\nThe Idempotency-Key is shown first: if no answer comes, ask again with the same --key; no second message goes out.',
  },
  openid: { zh: '发给谁', en: 'to whom' },
  scene: { zh: '哪个场景，0 到 10000', en: 'which scene, 0 to 10000' },
  title: { zh: '标题，最多 15 字', en: 'title, at most 15 characters' },
  content: { zh: '正文，最多 200 字', en: 'text, at most 200 characters' },
  contentOption: {
    zh: '正文，最多 200 字；- 从标准输入读',
    en: 'text, at most 200 characters; - reads standard input',
  },
  url: { zh: '点开后的网页', en: 'page that it opens' },
  color: { zh: '文字颜色，如 #07C160', en: 'colour of the text, such as #07C160' },
  miniprogramAppid: { zh: '点开后的小程序', en: 'mini program that it opens' },
  miniprogramPath: { zh: '小程序里的页面', en: 'page in the mini program' },
  key: {
    zh: 'Idempotency-Key；不写就新做一个',
    en: 'Idempotency-Key; a new one is made without it',
  },
  bothOrNone: {
    zh: '--miniprogram-appid 和 --miniprogram-path 要一起写。',
    en: '--miniprogram-appid and --miniprogram-path go together.',
  },
  missing: (flag: string): Text => ({ zh: `缺少 ${flag}。`, en: `${flag} is missing.` }),
  lengthOf: (flag: string, most: number, got: number): Text => ({
    zh: `${flag} 要有 1 到 ${most} 字，现在是 ${got} 字。`,
    en: `${flag} must have 1 to ${most} characters, got ${got}.`,
  }),
  keyIs: (key: string): Text => ({ zh: `Idempotency-Key：${key}`, en: `Idempotency-Key: ${key}` }),
  sent: (sendId: string): Text => ({
    zh: `已发出，sendId ${sendId}。`,
    en: `Sent, sendId ${sendId}.`,
  }),
  unknown: (sendId: string): Text => ({
    zh: `结果不明：可能已送达，不会自动重发。问清楚后用 resolve 了结，sendId ${sendId}。`,
    en: `Nobody knows whether it arrived, and it is never sent again by itself. Find out, then settle it with resolve; sendId ${sendId}.`,
  }),
  sameKeyAgain: (key: string): Text => ({
    zh: `没有得到回答，可能已发出。用同一个 key 再来一次才安全：--key ${key}`,
    en: `No answer came, and it may have been sent. Only the same key is safe: --key ${key}`,
  }),
};
