import type { CreditState } from '../../src/domain/credit.ts';
import type { Text } from '../text.ts';

export const creditsWords = {
  summary: { zh: '一个用户的机会：还能不能发', en: "a user's credits: can a message be sent?" },
  openid: { zh: '谁', en: 'whose' },
  scene: { zh: '只看这个场景', en: 'of this scene alone' },
  none: {
    zh: '没有：这个用户没有确认过，或已被抹去。',
    en: 'None: this user has not confirmed, or was erased.',
  },
} as const satisfies Record<string, Text>;

const stateWords: Readonly<Record<CreditState, Text>> = {
  available: { zh: '可以发', en: 'a message can be sent' },
  sending: { zh: '正在发', en: 'a send is under way' },
  unknown: { zh: '结果不明', en: 'nobody knows whether the last message arrived' },
  spent: { zh: '已用掉', en: 'the message was sent' },
  void: { zh: '已作废', en: 'WeChat refused the message' },
  expired: { zh: '已过期', en: 'past its configured lifetime' },
};

/** A credit as the service shows it. */
export const creditLine = (credit: Readonly<Record<string, unknown>>): Text => {
  const { scene, state, confirmedAt, assurance, sendId, expiresAt } = credit;
  const known = Object.entries(stateWords).find(([name]) => name === state)?.[1];
  const head = `scene ${scene}  ${state}`;
  const rest = [
    `confirmedAt ${confirmedAt}`,
    `assurance ${assurance}`,
    ...(expiresAt === undefined ? [] : [`expiresAt ${expiresAt}`]),
    ...(sendId === undefined ? [] : [`sendId ${sendId}`]),
  ].join('  ');
  return {
    zh: `${head}（${known?.zh ?? '?'}）  ${rest}`,
    en: `${head} (${known?.en ?? '?'})  ${rest}`,
  };
};
