import type { Text } from '../text.ts';

export const eraseWords = {
  summary: { zh: '抹去一个用户的全部记录', en: 'erase all that is stored of a user' },
  openid: { zh: '谁', en: 'whom' },
  yes: { zh: '不再询问', en: 'do not ask' },
  question: {
    zh: '抹去这个用户的全部记录，不能恢复。确定吗？',
    en: 'Erase all that is stored of this user? It cannot be taken back.',
  },
  erased: (count: number): Text =>
    count === 0
      ? { zh: '这个用户没有记录。', en: 'Nothing is stored of this user.' }
      : {
          zh: `已抹去 ${count} 条。从前的回调带不回它们；微信那边的记录不在这里。`,
          en: `Erased ${count}. No old callback brings them back; what WeChat keeps is not here.`,
        },
};
