// The words of the demo page. The Chinese ones that never change stand in index.html.

const KEPT = 'yici-demo:language';

const words = {
  zh: {
    page: '上课提醒 · yici 一次',
    subscribe: '提醒我',
    subscribe_again: '再约一次',
    subscribe_busy: '正在前往微信…',
    target_demo: '本页（普通路径）',
    target_history: 'history 路由',
    target_hash: 'hash 路由 #/course/7',
    target_uniapp: 'uni-app 路由 #/pages/…',
    confirmed_title: '约好了，会提醒你一次',
    confirmed_text: '这次确认换来一条消息的机会。再点多少次确认，也还是一条：微信不会累积。',
    spent_title: '这次的提醒已经发出',
    spent_text: '一次确认对应一条消息。想收下一次提醒，请再确认一次。',
    cancelled_title: '你点了取消，什么都不会发',
    cancelled_text: '没有任何记录留下。改主意的话，随时可以再点一次。',
    cancelled_kept_title: '你点了取消',
    cancelled_kept_text: '之前那次确认不受影响：还可以发一条。',
    used_title: '这个链接的那一条已经发过了',
    used_text: '一个链接只算一次确认。想再收一条，请用新的链接确认。',
    expired_title: '这个链接过期了',
    expired_text: '链接半小时内有效；如果之后你又确认过更新的一次，旧的也会作废。换个新链接就好。',
    invalid_title: '这次确认对不上',
    invalid_text: '链接是另一个浏览器或另一个人的，所以不算数。请在这里重新点一次。',
    fresh: '换个新链接',
    outside_title: '请在微信里打开',
    outside_text: '微信的确认页只能在手机微信里打开。',
    no_storage_title: '这个浏览器什么也存不下',
    no_storage_text: '「直接回到页面」要暂存一个验证码。请改用「先回到 yici」。',
    trouble_title: '没有联系上服务',
    trouble_text: '还没有得出结果。可以放心再试：同一次确认不会算两遍。',
    retry: '再试一次',
    person_openid: 'openid',
    person_openid_note: '只从回执得知，这里打了码',
    person_scene: 'scene',
    person_state: 'state',
    person_assurance: '可信程度',
    assurance_openid: '链接就是发给这个人的',
    assurance_browser: '同一个浏览器去、同一个浏览器回',
    assurance_signed: '只有封印',
    person_confirmed_at: '确认时间',
    person_credit: '发送机会',
    credit_available: '可发 1 条',
    credit_sending: '发送中',
    credit_spent: '已用掉',
    credit_void: '微信说没有机会了',
    credit_unknown: '不确定是否送达',
    credit_expired: '已过期',
    credit_none: '没有',
    receipt_trouble: '后端没能打开回执',
    sample_title: '上课提醒',
    sample_content: '《春江花月夜》今晚 19:30 开课，还有 10 分钟。\n周老师已经在教室等你了。',
    send: '发出提醒',
    send_busy: '正在发…',
    send_note: '先有确认，才能发送。',
    send_note_ready: '发完再点一次，看看会怎样。',
    sent_title: '发出去了',
    sent_text: '消息已经出现在手机上。这次确认也就用完了。',
    see_phone: '看看手机',
    unknown_title: '不知道送到没有',
    unknown_text: '请求已经发出，但没有等到微信的答复。yici 不会自己再发，宁可少一条，也不多一条。',
    same_key: '用同一个键再问一次',
    refused_title: '没有发出',
    no_credit_title: '没有第二条',
    no_credit_text: '上一次确认已经用掉，而一次确认只能发一条。yici 在联系微信之前就拒绝了。',
    no_chance_title: '微信说没有机会了',
    no_chance_text: '用户可能拒收了这个账号的消息，或这次机会已在别处用掉。',
    credit_in_flight_title: '另一条正在路上',
    credit_in_flight_text: '同一次确认的发送还没有结束，请稍后再试。',
    credit_unknown_title: '上一条的结果还不清楚',
    credit_unknown_text: '先弄清它送到没有，或请用户再确认一次。',
    no_session_title: '后端还不认识你',
    no_session_text: '演示后端重启过，忘了你是谁。请再确认一次，把新的回执交给它。',
    ask_again: '请用户再确认一次',
    call_navigation: '浏览器跳转',
    call_arrival: '微信确认之后，浏览器回到这里',
    call_messages: '演示后端随后签名调用 yici 的 POST /v1/messages',
    call_receipts: '演示后端随后签名调用 yici 的 POST /v1/receipts',
    call_credits: '演示后端随后签名调用 yici 的 GET /v1/users/{openid}/credits',
    call_no_answer: '没有答复',
  },
  en: {
    page: 'Class reminder · yici',
    tab_story: 'Story',
    tab_phone: 'Phone',
    title: 'The user confirms once. You send one message.',
    lead: "WeChat's one-time subscription message, from end to end: ask, learn who agreed, send the one message. No AWS and no WeChat account needed, yet this is the code that would be deployed.",
    step_ask: 'Ask the user',
    step_ask_where: 'H5 page',
    course_series: 'Four seasons in classical poems · Lesson 7',
    course_name: 'A moonlit night on the spring river',
    course_meta: 'Tonight 19:30 · Ms Zhou · 45 minutes',
    remind_title: 'Remind me 10 minutes before class',
    remind_text: 'This one message only. Nothing is sent before you tap 确认 (confirm) in WeChat.',
    subscribe: 'Remind me',
    subscribe_again: 'Ask again',
    subscribe_busy: 'Going to WeChat…',
    advanced: 'Advanced: take another way',
    door: 'Where WeChat answers first',
    door_redirect: 'yici (recommended)',
    door_redirect_text:
      'yici checks the seal and brings the result to the page, which reads one parameter.',
    door_relay: 'This page',
    door_relay_text:
      "The page gets WeChat's raw parameters and hands them to yici. For services without a domain of their own.",
    target: 'Page to return to',
    target_demo: 'This page (plain path)',
    target_history: 'History routes',
    target_hash: 'Hash routes, #/course/7',
    target_uniapp: 'uni-app routes, #/pages/…',
    scene: 'scene',
    confirmed_title: 'Done. You will be reminded once',
    confirmed_text:
      'This confirm allows one message. Confirming again does not add another: WeChat does not count them up.',
    spent_title: 'That reminder has been sent',
    spent_text: 'One confirm, one message. For the next reminder, please confirm again.',
    cancelled_title: 'You cancelled. Nothing will be sent',
    cancelled_text: 'No record was kept. If you change your mind, just tap again.',
    cancelled_kept_title: 'You cancelled',
    cancelled_kept_text: 'Your earlier confirm still stands: one message may be sent.',
    used_title: "This link's message has been sent",
    used_text: 'A link counts as one confirm. For another message, confirm with a fresh link.',
    expired_title: 'This link has expired',
    expired_text:
      'A link lives for half an hour, and gives way to a newer one that was confirmed. A fresh link will do.',
    invalid_title: 'This confirm does not fit',
    invalid_text:
      "The link belongs to another browser or another user, so it doesn't count. Please start again here.",
    fresh: 'Get a fresh link',
    outside_title: 'Please open this in WeChat',
    outside_text: "WeChat's confirm page opens only in WeChat on a phone.",
    no_storage_title: 'This browser keeps nothing',
    no_storage_text:
      'Returning straight to this page needs to keep a verifier for a moment. Choose "yici" instead.',
    trouble_title: 'The service could not be reached',
    trouble_text:
      'There is no result yet. It is safe to try again: one confirm never counts twice.',
    retry: 'Try again',
    step_know: 'The back end learns who agreed',
    step_know_where: 'demo back end',
    nobody:
      'Nobody has confirmed yet. The back end trusts a receipt only, never a browser that says "the user agreed".',
    person_openid: 'openid',
    person_openid_note: 'known from the receipt alone; masked here',
    person_scene: 'scene',
    person_state: 'state',
    person_assurance: 'assurance',
    assurance_openid: 'the link was made for this user',
    assurance_browser: 'the browser that asked came back',
    assurance_signed: 'the seal alone',
    person_confirmed_at: 'confirmed',
    person_credit: 'credit',
    credit_available: '1 message',
    credit_sending: 'sending',
    credit_spent: 'spent',
    credit_void: 'WeChat says there is none',
    credit_unknown: 'delivery unknown',
    credit_expired: 'expired',
    credit_none: 'none',
    receipt_trouble: 'The back end could not open the receipt',
    step_speak: 'Send the one message',
    step_speak_where: 'demo back end → yici → WeChat',
    message_title: 'Title',
    message_content: 'Content',
    sample_title: 'Class reminder',
    sample_content: "Tonight's lesson starts at 19:30, in 10 minutes.\nMs Zhou is waiting for you.",
    send: 'Send reminder',
    send_busy: 'Sending…',
    send_note: 'A confirm comes first.',
    send_note_ready: 'Then send again, and see what happens.',
    sent_title: 'Sent',
    sent_text: 'The message is on the phone. The confirm is used up.',
    see_phone: 'See the phone',
    unknown_title: 'Nobody knows whether it arrived',
    unknown_text:
      'The request left, but no answer came from WeChat. yici will not send again by itself: rather one too few than one too many.',
    same_key: 'Ask again with the same key',
    refused_title: 'Not sent',
    no_credit_title: 'There is no second one',
    no_credit_text:
      'The last confirm has been spent, and one confirm allows one message. yici refused before it called WeChat.',
    no_chance_title: 'WeChat says there is no chance left',
    no_chance_text:
      'The user may reject messages from this account, or the chance was spent elsewhere.',
    credit_in_flight_title: 'Another one is on its way',
    credit_in_flight_text: 'A send of this confirm has not ended yet. Try again in a moment.',
    credit_unknown_title: 'The last result is not known yet',
    credit_unknown_text: 'Find out whether it arrived, or ask the user to confirm again.',
    no_session_title: 'The back end does not know you yet',
    no_session_text:
      'The demo back end was restarted and has forgotten you. Confirm again and give it the new receipt.',
    ask_again: 'Ask the user again',
    calls: 'The calls along the way',
    calls_clear: 'Clear',
    calls_none: 'What each step called, and what it got, will appear here.',
    call_navigation: 'the browser goes there',
    call_arrival: 'after the confirm page, the browser comes back here',
    call_messages: "the demo back end then makes a signed call: yici's POST /v1/messages",
    call_receipts: "the demo back end then makes a signed call: yici's POST /v1/receipts",
    call_credits:
      "the demo back end then makes a signed call: yici's GET /v1/users/{openid}/credits",
    call_no_answer: 'no answer',
    phone_text: 'The WeChat simulator: the message arrives on this phone.',
  },
};

let language = 'zh';
try {
  language = localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh';
} catch {}

export const currentLanguage = () => language;

/** The text in the chosen (or a given) language, or undefined for a name that has none. */
export const text = (name, inLanguage = language) => words[inLanguage][name];

export const chooseLanguage = (chosen) => {
  language = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {}
};

/** Writes every `data-t` of the page. */
export const writeWords = () => {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = text('page');
  for (const element of document.querySelectorAll('[data-t]')) {
    const { t } = element.dataset;
    // What the page was written with is its Chinese.
    if (words.zh[t] === undefined) words.zh[t] = element.textContent.trim();
    element.textContent = text(t);
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
};
