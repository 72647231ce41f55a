import { drawing, el } from './dom.js';
import { day } from './times.js';
import { words } from './words.js';

const bell =
  '<svg viewBox="0 0 24 24"><path d="M12 3a6 6 0 0 0-6 6v4l-2 3v1h16v-1l-2-3V9a6 6 0 0 0-6-6zm-2.2 15.5a2.3 2.3 0 0 0 4.4 0z"/></svg>';
const miniprogramIcon =
  '<svg viewBox="0 0 24 24"><path d="M10 15.5a3 3 0 1 1-3-3.5c1.6-.3 3-1.200 3-2.700V8a3.200 3.200 0 1 1 4 3.200M14 8.500a3 3 0 1 1 3 3.500c-1.600.3-3 1.200-3 2.700V16"/></svg>';

/** A one-time message as WeChat draws it; in 服务通知 it names the account that it comes from. */
export function card(message, source) {
  const text = el('p', { class: 'text' }, message.content);
  if (message.color) text.style.color = message.color;
  return el(
    'article',
    { class: 'card' },
    source === null ? null : el('div', { class: 'source' }, picture(source, 'small'), source),
    el('h2', {}, message.title),
    el('p', { class: 'date' }, day(message.receivedAt)),
    text,
    more(message),
  );
}

/** Both given: the mini program wins, the url is what old clients open (api_templatesubscribe.html). */
function more({ miniprogram, url }) {
  const go = el('span', { class: 'go', 'aria-hidden': 'true' }, '›');
  if (miniprogram) {
    const target = `${miniprogram.appid} · ${miniprogram.pagepath}`;
    const icon = drawing(miniprogramIcon);
    return el('div', { class: 'more', title: target }, icon, el('span', {}, target), go);
  }
  if (!url) return null;
  if (!/^https?:\/\//i.test(url)) return el('div', { class: 'more' }, el('span', {}, url), go);
  const link = { class: 'more', href: url, target: '_blank', rel: 'noopener', title: url };
  return el('a', link, el('span', {}, words.details), go);
}

export function picture(name, size = '') {
  const initial = [...name][0] ?? '';
  return el('span', { class: `picture ${size}`, 'aria-hidden': 'true' }, initial);
}

export function servicePicture() {
  return el('span', { class: 'picture service', 'aria-hidden': 'true' }, drawing(bell));
}
