import { drawing, el } from './dom.js';
import { language, words } from './words.js';

const bell =
  '<svg viewBox="0 0 24 24"><path d="M12 3a6 6 0 0 0-6 6v4l-2 3v1h16v-1l-2-3V9a6 6 0 0 0-6-6zm-2.2 15.5a2.3 2.3 0 0 0 4.4 0z"/></svg>';
const tabIcons = [
  '<svg viewBox="0 0 24 24"><path d="M12 4c-5 0-9 3.2-9 7.2 0 2.3 1.3 4.3 3.4 5.6L6 20l3.3-1.9c.9.2 1.8.3 2.7.3 5 0 9-3.2 9-7.2S17 4 12 4z"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="10" cy="8" r="4"/><path d="M3 20c0-4 3-6 7-6s7 2 7 6zM18 7h3M18 11h3"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/><path d="M15.5 8.5l-2 5-5 2 2-5z"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="12" cy="8" r="4"/><path d="M4 20c0-4 3.5-6 8-6s8 2 8 6z"/></svg>',
];
const miniprogramIcon =
  '<svg viewBox="0 0 24 24"><path d="M10 15.5a3 3 0 1 1-3-3.5c1.6-.3 3-1.200 3-2.700V8a3.200 3.200 0 1 1 4 3.200M14 8.500a3 3 0 1 1 3 3.500c-1.600.3-3 1.200-3 2.700V16"/></svg>';

const parts = Object.fromEntries(
  ['time', 'owner', 'back', 'screen', 'tabs', 'banner'].map((name) => [
    name,
    document.querySelector(name === 'time' ? '.status time' : `.phone .${name}`),
  ]),
);
const heading = document.querySelector('.phone .bar h1');

/** null: the list of chats; else the chat that is open: `service`, or an account's appid. */
let open = null;
let shown = null;
let view = null;
const readUpTo = new Map();

/** What is in one chat: 服务通知 holds every account's messages to people who do not follow it. */
function inChat(chat) {
  return view.messages.filter((message) =>
    chat === 'service'
      ? message.place === 'service'
      : message.place === 'account' && message.appid === chat,
  );
}

function chatOf(message) {
  return message.place === 'service' ? 'service' : message.appid;
}

export function renderPhone(next) {
  const sameOwner = view?.openid === next.openid;
  const arrived = sameOwner ? next.messages.slice(view.messages.length) : [];
  if (!sameOwner) {
    open = null;
    readUpTo.clear();
    for (const message of next.messages) bump(chatOf(message));
  }
  view = next;
  const newest = arrived.at(-1);
  // Beside a demo nobody has to look for the message: the phone opens its chat by itself.
  if (newest && next.embedded && open === null) open = chatOf(newest);
  if (newest) announce(newest);
  draw();
}

function bump(chat) {
  readUpTo.set(chat, (readUpTo.get(chat) ?? 0) + 1);
}

function draw() {
  const { state, openid } = view;
  const user = state.users.find((one) => one.openid === openid);
  parts.time.textContent = clock(new Date(state.now));
  parts.owner.textContent = user?.name ?? '';
  if (open !== null) readUpTo.set(open, inChat(open).length);
  const signature = JSON.stringify([open, openid, view.messages.length, state.accounts]);
  if (signature === shown) return;
  shown = signature;
  parts.back.hidden = open === null;
  parts.back.textContent = '‹';
  parts.back.setAttribute('aria-label', words.back);
  heading.textContent = open === null ? words.wechat : nameOf(open);
  parts.tabs.hidden = open !== null;
  parts.screen.replaceChildren(open === null ? chatList() : thread(open));
  parts.screen.scrollTop = open === null ? 0 : parts.screen.scrollHeight;
}

function chatList() {
  const chats = [...view.state.accounts.map((account) => account.appid), 'service'];
  return el('ul', { class: 'chats' }, ...chats.map((chat) => el('li', {}, chatRow(chat))));
}

function chatRow(chat) {
  const messages = inChat(chat);
  const newest = messages.at(-1);
  const unread = messages.length - (readUpTo.get(chat) ?? 0);
  const picture = pictureOf(chat);
  if (unread > 0) picture.append(el('span', { class: 'unread' }, String(unread)));
  return el(
    'button',
    { type: 'button', class: 'chat', onclick: () => show(chat) },
    picture,
    el('b', {}, nameOf(chat)),
    el('span', { class: 'when' }, newest ? clock(new Date(newest.receivedAt)) : ''),
    el('span', { class: 'preview' }, newest ? newest.title : words.noMessages),
  );
}

function thread(chat) {
  const messages = inChat(chat);
  if (messages.length === 0) {
    const none = chat === 'service' ? words.noneService : words.noneAccount;
    return el('p', { class: 'none' }, ...none.split('\n').flatMap((line) => [line, el('br')]));
  }
  return el(
    'div',
    { class: 'thread' },
    ...messages.flatMap((message) => [
      el('p', { class: 'time' }, dayAndClock(new Date(message.receivedAt))),
      card(message, chat),
    ]),
  );
}

function card(message, chat) {
  const text = el('p', { class: 'text' }, message.content);
  if (message.color) text.style.color = message.color;
  return el(
    'article',
    { class: 'card' },
    chat === 'service'
      ? el('div', { class: 'source' }, pictureOf(message.appid, 'small'), nameOf(message.appid))
      : null,
    el('h2', {}, message.title),
    el('p', { class: 'date' }, day(new Date(message.receivedAt))),
    text,
    more(message),
  );
}

/** Both given: the mini program wins, the url is what old clients open (api_templatesubscribe.html). */
function more({ miniprogram, url }) {
  const go = el('span', { class: 'go', 'aria-hidden': 'true' }, '›');
  if (miniprogram) {
    const target = `${miniprogram.appid} · ${miniprogram.pagepath}`;
    return el(
      'div',
      { class: 'more', title: target },
      drawing(miniprogramIcon),
      el('span', {}, target),
      go,
    );
  }
  if (!url) return null;
  if (!/^https?:\/\//i.test(url)) return el('div', { class: 'more' }, el('span', {}, url), go);
  const link = {
    class: 'more',
    href: url,
    target: '_blank',
    rel: 'noopener noreferrer',
    title: url,
  };
  return el('a', link, el('span', {}, words.details), go);
}

function nameOf(chat) {
  if (chat === 'service') return words.service;
  return view.state.accounts.find((account) => account.appid === chat)?.name ?? chat;
}

function pictureOf(chat, size = '') {
  const isService = chat === 'service';
  const inside = isService ? drawing(bell) : ([...nameOf(chat)][0] ?? '');
  return el(
    'span',
    { class: `picture ${isService ? 'service' : ''} ${size}`, 'aria-hidden': 'true' },
    inside,
  );
}

function show(chat) {
  open = chat;
  parts.banner.hidden = true;
  draw();
}

let bannerTimer;

function announce(message) {
  const picture = el('span', { class: 'picture', 'aria-hidden': 'true' }, drawing(tabIcons[0]));
  picture.firstChild.setAttribute('fill', '#fff');
  picture.firstChild.setAttribute('width', '24');
  parts.banner.replaceChildren(
    picture,
    el('b', {}, nameOf(chatOf(message))),
    el('span', {}, message.title),
  );
  parts.banner.hidden = false;
  parts.banner.onclick = () => show(chatOf(message));
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(() => {
    parts.banner.hidden = true;
  }, 5000);
}

export function clock(date) {
  return date.toLocaleTimeString(language === 'en' ? 'en-GB' : 'zh-CN', {
    hour: '2-digit',
    minute: '2-digit',
  });
}

function day(date) {
  const form = { month: 'long', day: 'numeric' };
  return date.toLocaleDateString(language === 'en' ? 'en-GB' : 'zh-CN', form);
}

function dayAndClock(date) {
  return `${day(date)} ${clock(date)}`;
}

parts.back.addEventListener('click', () => show(null));
parts.tabs.replaceChildren(
  ...words.tabs.map((name, index) =>
    el('span', index === 0 ? { class: 'now' } : {}, drawing(tabIcons[index]), name),
  ),
);
