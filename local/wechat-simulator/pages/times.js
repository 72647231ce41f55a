import { language } from './words.js';

const locale = language === 'en' ? 'en-GB' : 'zh-CN';

export function clock(time) {
  return new Date(time).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

export function day(time) {
  return new Date(time).toLocaleDateString(locale, { month: 'long', day: 'numeric' });
}

export function dayAndClock(time) {
  return `${day(time)} ${clock(time)}`;
}
