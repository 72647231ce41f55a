import type { Text } from '../text.ts';

/** The `code` of every problem that the service answers: what it is, and what to do. */
export const problemWords: Readonly<Record<string, Text>> = {
  invalid_request: {
    zh: '请求不合要求：看 detail（英文）里点名的字段。',
    en: 'The request is not in the documented form: see the field that the detail names.',
  },
  idempotency_key_missing: {
    zh: '缺少 Idempotency-Key 请求头：每条新消息用一个新的，重试时不换。',
    en: 'The Idempotency-Key header is missing: a new one for each message, the same one for a retry.',
  },
  ticket_invalid: {
    zh: '回调的封印不对：不是本服务发出的链接，或被改过，或换了浏览器、换了人。请用户重新打开链接。',
    en: 'The confirm is not one that this service asked for: changed on its way, another browser or another user. Let the user open a fresh link.',
  },
  ticket_expired: {
    zh: '确认来得太晚，链接已过期。请用户重新打开链接。',
    en: 'The confirm came after the link had expired. Let the user open a fresh one.',
  },
  receipt_expired: {
    zh: '回执超过十分钟。请用户重新打开链接，后端收到回执后马上来换。',
    en: 'The receipt is older than ten minutes. Let the user open a fresh link; the back end opens a receipt as soon as it has it.',
  },
  not_found: { zh: '这里没有东西：路径或方法不对。', en: 'Nothing is here: mind path and method.' },
  no_credit: {
    zh: '没有可用的确认：从未确认、已用掉，或已过期。请用户再确认一次。',
    en: 'There is no confirm to send a message for: never given, used, or expired. Ask the user again.',
  },
  credit_in_flight: {
    zh: '另一次发送正占用这个机会。等 Retry-After 的秒数，用同一个 Idempotency-Key 再问。',
    en: 'Another send holds this credit. Wait for Retry-After, then ask again with the same Idempotency-Key.',
  },
  credit_unknown: {
    zh: '上一次发送结果不明，可能已送达。问清楚后用 resolve 了结，或请用户再确认一次。',
    en: 'An earlier send may have arrived. Find out and settle it with resolve, or let the user confirm again.',
  },
  not_unknown: {
    zh: 'sendId 不是这个机会最近一次发送，或它的结果并非不明。用 credits 或 unknown 看现状。',
    en: 'This is not the last send of the credit, or its outcome is not unknown. See credits or unknown.',
  },
  no_chance: {
    zh: '微信说这位用户没有机会了（43101）。请用户重新确认。',
    en: 'WeChat says that the user has no chance left (43101). Ask for a new confirm.',
  },
  key_reused: {
    zh: '这个 Idempotency-Key 已用于另一条消息。新消息要用新的。',
    en: 'This Idempotency-Key was used with another message. A new message needs one of its own.',
  },
  message_refused: {
    zh: '微信不接受这条消息的内容。机会还在：改好后用新的 Idempotency-Key 再发。',
    en: 'WeChat does not take this message. The credit is kept: mend the message and send it with a new key.',
  },
  refused_by_wechat: {
    zh: '微信拒绝了，改内容也没有用。',
    en: 'WeChat refused, and no other content would help.',
  },
  too_many_keys: {
    zh: '这个机会记住的 Idempotency-Key 已满，最早的一天后忘掉。',
    en: 'This credit remembers as many keys as it can; the oldest is forgotten after a day.',
  },
  internal_error: {
    zh: '服务内部出错：看函数的日志。',
    en: "The service broke: see the function's log.",
  },
  wechat_unavailable: {
    zh: '微信连不上，或要求稍后再试。什么也没有发出。',
    en: 'WeChat cannot be reached or asks to wait. Nothing was sent.',
  },
  wechat_blocked: {
    zh: '微信拒绝这个账号，需要有人处理。什么也没有发出。',
    en: 'WeChat refuses this account until somebody acts. Nothing was sent.',
  },
  unavailable: {
    zh: '服务的某一部分没有应答，稍后再试。',
    en: 'A part of the service did not answer: try again.',
  },
};
