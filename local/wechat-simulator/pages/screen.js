import { drawing, el } from './dom.js';
import { card, picture, servicePicture } from './message-card.js';
import { clock, dayAndClock } from './times.js';
import { words } from './words.js';

const tabIcons = [
  '<svg viewBox="0 0 24 24"><path d="M12 4c-5 0-9 3.2-9 7.2 0 2.3 1.3 4.3 3.4 5.6L6 20l3.3-1.9c.9.2 1.8.3 2.7.3 5 0 9-3.2 9-7.2S17 4 12 4z"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="10" cy="8" r="4"/><path d="M3 20c0-4 3-6 7-6s7 2 7 6zM18 7h3M18 11h3"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/><path d="M15.5 8.5l-2 5-5 2 2-5z"/></svg>',
  '<svg viewBox="0 0 24 24"><circle cx="12" cy="8" r="4"/><path d="M4 20c0-4 3.5-6 8-6s8 2 8 6z"/></svg>',
];

const phone = document.querySelector('.phone');
const [time, owner, back, heading, screen, tabs, banner] = [
  '.status time',
  '.owner',
  '.back',
  '.bar h1',
  '.screen',
  '.tabs',
  '.banner',
].map((selector) => phone.querySelector(selector));

/** What this phone shows: whose it is, their messages, and the state of the world. */
let view = null;
/** null: the list of chats; else the chat that is open: `service`, or an account's appid. */
let open = null;
/** How many messages of each chat were looked at. */
const seen = new Map();
let drawn = '';

export function renderPhone(next) {
  const goesOn = view?.openid === next.openid && view.messages.length <= next.messages.length;
  const arrived = goesOn ? next.messages.slice(view.messages.length) : [];
  if (!goesOn) startAnew(next);
  view = next;
  const newest = arrived.at(-1);
  if (newest !== undefined) {
    announce(newest);
    // Beside a demo nobody has to look for the message: the phone opens its chat by itself.
    if (next.embedded) open ??= chatOf(newest);
  }
  draw();
}

function startAnew({ messages }) {
  open = null;
  seen.clear();
  for (const message of messages) seen.set(chatOf(message), (seen.get(chatOf(message)) ?? 0) + 1);
}

function draw() {
  const { state, openid, messages } = view;
  time.textContent = clock(state.now);
  owner.textContent = state.users.find((user) => user.openid === openid)?.name ?? '';
  if (open !== null) seen.set(open, inChat(open).length);
  const wanted = JSON.stringify([open, openid, messages.length, state.accounts]);
  if (wanted === drawn) return;
  drawn = wanted;
  back.hidden = open === null;
  tabs.hidden = open !== null;
  heading.textContent = open === null ? words.wechat : nameOf(open);
  screen.replaceChildren(open === null ? chatList() : thread(open));
  screen.scrollTop = open === null ? 0 : screen.scrollHeight;
}

function chatList() {
  const chats = [...view.state.accounts.map((account) => account.appid), 'service'];
  return el('ul', { class: 'chats' }, ...chats.map((chat) => el('li', {}, chatRow(chat))));
}

function chatRow(chat) {
  const messages = inChat(chat);
  const newest = messages.at(-1);
  const unread = messages.length - (seen.get(chat) ?? 0);
  const image = chat === 'service' ? servicePicture() : picture(nameOf(chat));
  if (unread > 0) image.append(el('span', { class: 'unread' }, String(unread)));
  return el(
    'button',
    { type: 'button', class: 'chat', onclick: () => show(chat) },
    image,
    el('b', {}, nameOf(chat)),
    el('span', { class: 'when' }, newest ? clock(newest.receivedAt) : ''),
    el('span', { class: 'preview' }, newest ? newest.title : words.noMessages),
  );
}

function thread(chat) {
  const messages = inChat(chat);
  if (messages.length === 0) {
    const none = chat === 'service' ? words.noneService : words.noneAccount;
    return el('p', { class: 'none' }, none);
  }
  const cards = messages.flatMap((message) => [
    el('p', { class: 'time' }, dayAndClock(message.receivedAt)),
    card(message, chat === 'service' ? nameOf(message.appid) : null),
  ]);
  return el('div', { class: 'thread' }, ...cards);
}

/** 服务通知 holds every account's messages to people who do not follow it. */
function chatOf(message) {
  return message.place === 'service' ? 'service' : message.appid;
}

function inChat(chat) {
  return view.messages.filter((message) => chatOf(message) === chat);
}

function nameOf(chat) {
  if (chat === 'service') return words.service;
  return view.state.accounts.find((account) => account.appid === chat)?.name ?? chat;
}

function show(chat) {
  open = chat;
  banner.hidden = true;
  draw();
}

let bannerTimer;

function announce(message) {
  const image = el('span', { class: 'picture', 'aria-hidden': 'true' }, drawing(tabIcons[0]));
  const name = el('b', {}, nameOf(chatOf(message)));
  banner.replaceChildren(image, name, el('span', {}, message.title));
  banner.onclick = () => show(chatOf(message));
  banner.hidden = false;
  clearTimeout(bannerTimer);
  bannerTimer = setTimeout(() => {
    banner.hidden = true;
  }, 5000);
}

back.textContent = '‹';
back.setAttribute('aria-label', words.back);
back.addEventListener('click', () => show(null));
tabs.replaceChildren(
  ...words.tabs.map((name, index) =>
    el('span', index === 0 ? { class: 'now' } : {}, drawing(tabIcons[index]), name),
  ),
);
