/** A person with a phone, as one account sees them. */
export type User = {
  readonly openid: string;
  readonly name: string;
  /** Follows the account: messages land in its chat, else in 服务通知. */
  readonly subscribed: boolean;
  /** Has switched the account's messages off (拒收): every send answers 43101. */
  readonly rejects: boolean;
  /** The account this openid belongs to; left out: every account knows it. */
  readonly appid?: string;
};

export type UserInput = { readonly openid: string } & Partial<User>;

export const demoUsers: readonly User[] = [
  { openid: 'oK7c1s0LiLei8Qf3Zx9mW2pTnA4d', name: '李雷', subscribed: true, rejects: false },
  { openid: 'oK7c1sHanMeimei5Rt6Yb1vQe7Gk', name: '韩梅梅', subscribed: false, rejects: false },
  { openid: 'oK7c1sWangXiaoming9Jd2Lp0MuZ', name: '王小明', subscribed: true, rejects: true },
  { openid: 'oK7c1sChenJing_3Nh8Vw4Ax6SfC', name: '陈静', subscribed: true, rejects: false },
];

export function completeUser(input: UserInput, before?: User): User {
  const known = { name: input.openid, subscribed: false, rejects: false, ...before };
  return { ...known, ...input };
}
