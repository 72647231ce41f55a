import type { ListedAccessKey } from '../access-keys/key-list.ts';
import type { KeyState } from '../access-keys/plan.ts';
import type { Text } from '../text.ts';

const states: Readonly<Record<KeyState, Text>> = {
  valid: { zh: '有效', en: 'valid' },
  waits: { zh: '还没到生效时间', en: 'not valid yet' },
  expired: { zh: '已过期', en: 'expired' },
};

export const accessKeyLine = (
  { id, scopes, validFrom, validUntil }: ListedAccessKey,
  state: KeyState,
): Text => {
  const line = (language: keyof Text, from: string, until: string) =>
    [
      `${id}  ${scopes.join(',')}  ${states[state][language]}`,
      ...(validFrom === undefined ? [] : [`${from} ${validFrom}`]),
      ...(validUntil === undefined ? [] : [`${until} ${validUntil}`]),
    ].join('  ');
  return { zh: line('zh', '自', '至'), en: line('en', 'from', 'until') };
};

export const keysWords = {
  summary: {
    zh: '后端的密钥（authorizer: key）：列出、新增、轮换、吊销',
    en: 'keys of back ends (authorizer: key): list, add, rotate, revoke',
  },
  details: {
    zh: '保存的只有哈希。新密钥五分钟后可用；吊销的最多十分钟后彻底失效。',
    en: 'Only hashes are stored. A new key works after five minutes; a revoked one is dead after ten at the most.',
  },
  list: { zh: '列出全部密钥：名字、范围、期限', en: 'list them: name, scopes, validity' },
  none: { zh: '一个也没有。', en: 'There are none.' },
  add: { zh: '给一个后端新增密钥', en: 'make a key for a back end' },
  shownOnce: {
    zh: '密钥只在标准输出显示这一次，存下的是它的哈希。',
    en: 'The key is shown this once, on standard output. What is stored is its hash.',
  },
  name: {
    zh: '名字，会出现在访问日志里：1 到 32 个 a-z 0-9',
    en: 'its name, which the access log shows: 1 to 32 of a-z 0-9',
  },
  scopes: {
    zh: '用逗号分开：send、read、erase、operate',
    en: 'separated by commas: send, read, erase, operate',
  },
  expires: {
    zh: '到期：天数如 90d，或 UTC 时刻如 2027-01-31T00:00:00Z；不写就一直有效',
    en: 'when it ends: days such as 90d, or a time in UTC such as 2027-01-31T00:00:00Z; never, if not given',
  },
  rotate: {
    zh: '轮换：做一个范围相同的新密钥，旧的再用一阵',
    en: 'make a new key with the same scopes, and let the old one end a little later',
  },
  rotateDetails: {
    zh: '两个密钥同时有效，后端在这期间换上新的。新密钥只显示这一次。',
    en: 'Both are valid meanwhile, in which the back end takes the new one. The new key is shown this once.',
  },
  rotated: { zh: '旧密钥的名字', en: 'name of the old key' },
  overlap: {
    zh: '旧密钥还能用几天，默认 7',
    en: 'days for which the old key goes on, 7 by default',
  },
  revoke: { zh: '吊销一个密钥', en: 'take a key out' },
  revokeDetails: {
    zh: '函数最多五分钟后重读列表，API Gateway 把放行的结果再记五分钟。要快就清掉后者：aws apigatewayv2 reset-authorizers-cache。',
    en: 'The function reads the list again within five minutes, and API Gateway remembers what it let in for five more. To be quicker, have that forgotten: aws apigatewayv2 reset-authorizers-cache.',
  },
  revoked: { zh: '它的名字', en: 'its name' },
  yes: { zh: '不再询问', en: 'do not ask' },
  question: (id: string): Text => ({
    zh: `吊销 ${id}？还在用它的后端会被拒绝。`,
    en: `Revoke ${id}? A back end that still uses it will be refused.`,
  }),
  gone: (id: string): Text => ({
    zh: `已吊销 ${id}：最多十分钟后它什么也打不开。`,
    en: `Revoked ${id}: it opens nothing after ten minutes at the most.`,
  }),
  made: (id: string): Text => ({
    zh: `${id} 的密钥，只显示这一次：`,
    en: `The key ${id}, shown this once:`,
  }),
  wait: {
    zh: '等五分钟再用：函数每五分钟重读一次列表，太早来的会被拒绝，而且这个拒绝会被记住五分钟。',
    en: 'Wait five minutes before its first use: the function reads the list every five minutes, and a refusal is remembered for five.',
  },
  notAsked: (type: string): Text => ({
    zh: `注意：这个环境的 authorizer 是 ${type}，没有路由会问这些密钥。`,
    en: `Mind: this stage's authorizer is ${type}, so that no route asks for these keys.`,
  }),
  nameForm: {
    zh: '密钥的名字要有 1 到 32 个字符：a-z 0-9。新增时写 --name。',
    en: 'The name of a key has 1 to 32 characters of a-z 0-9; add takes it as --name.',
  },
  scopesForm: {
    zh: '--scopes 要写 send、read、erase、operate 中的一个或几个，用逗号分开。',
    en: '--scopes takes one or more of send, read, erase, operate, separated by commas.',
  },
  expiryForm: {
    zh: '--expires 要写天数如 90d，或将来的 UTC 时刻如 2027-01-31T00:00:00Z。',
    en: '--expires takes days such as 90d, or a time to come in UTC such as 2027-01-31T00:00:00Z.',
  },
  malformed: {
    zh: 'access-keys 不是约定的格式，函数也读不了：从参数的历史版本恢复。',
    en: "access-keys is not in the documented form, so the function cannot read it either: restore it from the parameter's history.",
  },
  exists: {
    zh: '已经有这个名字的密钥：换一个名字，或用 keys rotate。',
    en: 'There is a key with this name: take another name, or keys rotate.',
  },
  no_such_key: { zh: '没有这个名字的密钥。', en: 'There is no key with this name.' },
  expired: {
    zh: '它已经过期：用 keys add 新增。',
    en: 'It has expired: make a new one with keys add.',
  },
  too_many: {
    zh: '参数装不下更多密钥了（4 KB）：先吊销过期的。',
    en: 'The parameter holds no more keys (4 KB): revoke expired ones first.',
  },
} as const;
