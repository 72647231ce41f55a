import { same, type Text } from '../text.ts';

export const linkWords = {
  summary: { zh: '做一个请用户确认的链接', en: 'make a link that asks a user to confirm' },
  details: {
    zh: '例：link oK7c… 1001 course --expires-in 86400   link --any 1001 course --state class_id=123',
    en: 'Examples: link oK7c… 1001 course --expires-in 86400   link --any 1001 course --state class_id=123',
  },
  words: {
    zh: '<openid> <scene> <return>：谁、哪个场景、回到哪个目标；带 --any 时不写 openid',
    en: '<openid> <scene> <return>: who, which scene, which return target; no openid with --any',
  },
  any: {
    zh: '给所有人的链接：放进菜单、自动回复、二维码，不会过期',
    en: 'a link for everybody: for menus, replies and QR codes, never expires',
  },
  state: {
    zh: '原样带回的文字，最多 256 字节（重定向方式）',
    en: 'brought back as it is, at most 256 bytes (redirect door)',
  },
  door: { zh: '走哪扇门，默认重定向', en: 'which door, redirect if there is one' },
  expiresIn: {
    zh: '链接的有效秒数，60 到 604800',
    en: 'life of the link in seconds, 60 to 604800',
  },
  usage: {
    zh: '要写 link <openid> <scene> <return>，或 link --any <scene> <return>。',
    en: 'Write link <openid> <scene> <return>, or link --any <scene> <return>.',
  },
  noDoor: {
    zh: '这个环境没有 publicBaseUrl，没有 /subscribe：页面自己用 POST /v1/confirm-links 取链接。',
    en: 'This stage has no publicBaseUrl and so no /subscribe: pages ask for their links with POST /v1/confirm-links.',
  },
  boundOnly: {
    zh: '这个环境的 minimumAssurance 是 openid，没有给所有人的链接：用 link <openid> <scene> <return>。',
    en: "This stage's minimumAssurance is openid, so it has no link for everybody: use link <openid> <scene> <return>.",
  },
  notWithAny: (flag: string): Text => ({
    zh: `${flag} 不能与 --any 一起用。`,
    en: `${flag} does not go with --any.`,
  }),
  unknownReturn: (known: string): Text => ({
    zh: `没有这个返回目标，配置里有：${known}。`,
    en: `There is no such return target; the configuration has ${known}.`,
  }),
  unknownScene: (known: string): Text => ({
    zh: `这个环境只用这些 scene：${known}。`,
    en: `This stage has the scenes ${known} only.`,
  }),
  made: (link: string): Text => same(link),
  until: (expiresAt: string): Text => ({
    zh: `有效至 ${expiresAt}，只给这一个用户，用一次。`,
    en: `Good until ${expiresAt}, for this user alone, once.`,
  }),
  forEver: {
    zh: '不会过期；每次打开，各自封一张新票。',
    en: 'It never expires; each time it is opened it seals a ticket of its own.',
  },
};
