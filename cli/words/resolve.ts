import type { Text } from '../text.ts';

export const resolveWords = {
  summary: {
    zh: '了结一次结果不明的发送',
    en: 'settle a send whose outcome is unknown',
  },
  details: {
    zh: '先问清楚用户收到没有。说没送达而其实送达了，用户可能收到第二条。',
    en: 'Find out first whether the user has it. If you say not delivered and it was, the user may get a second one.',
  },
  openid: { zh: '谁', en: 'whose' },
  scene: { zh: '哪个场景', en: 'which scene' },
  sendId: {
    zh: 'unknown 或 credits 显示的 sendId',
    en: 'the sendId that unknown or credits shows',
  },
  delivered: { zh: '送达了：机会已用掉', en: 'it arrived: the credit is spent' },
  notDelivered: { zh: '没有送达：机会还给用户', en: 'it did not: the credit is given back' },
  none: {
    zh: '没有可了结的：这个用户在这个场景下没有机会，从未确认，或已被抹去。',
    en: 'There is nothing to settle: this user has no credit of this scene, never confirmed, or was erased.',
  },
  either: {
    zh: '要写 --delivered 或 --not-delivered，二者之一。',
    en: 'Say --delivered or --not-delivered, one of them.',
  },
} as const satisfies Record<string, Text>;
