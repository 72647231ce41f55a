// The developer panel: every call of the page, kept in sessionStorage because the page is left for WeChat on the way.

import { element } from './element.js';
import { text } from './words.js';

const KEPT = 'yici-demo:calls';
const quiet = /\/demo\/config\.json$/;
const notes = { receipts: 'call_receipts', messages: 'call_messages', credits: 'call_credits' };

let calls = [];
try {
  calls = JSON.parse(sessionStorage.getItem(KEPT)) || [];
} catch {}

const record = (call) => {
  calls = [...calls, call].slice(-40);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(calls));
  } catch {}
  showCalls();
};

/** Records every fetch of this page, the kit's own included. */
export const watchCalls = () => {
  const send = window.fetch.bind(window);
  window.fetch = async (input, init = {}) => {
    const url = new URL(input, location.href);
    if (quiet.test(url.pathname)) return send(input, init);
    const call = {
      method: init.method || 'GET',
      path: pathOf(url),
      request: parsed(init.body),
      note: notes[/\/demo\/api\/(\w+)/.exec(url.pathname)?.[1]],
    };
    try {
      const answer = await send(input, init);
      record({ ...call, status: answer.status, answer: parsed(await answer.clone().text()) });
      return answer;
    } catch (error) {
      record({ ...call, status: 0 });
      throw error;
    }
  };
};

/** The page is about to be left for this URL. */
export const recordDeparture = (url) =>
  record({ method: 'GET', path: pathOf(new URL(url)), status: '→', note: 'call_navigation' });

/** The page was entered with a consent in its URL. */
export const recordArrival = (url) =>
  record({ method: 'GET', path: pathOf(new URL(url)), status: '←', note: 'call_arrival' });

export const clearCalls = () => {
  calls = [];
  try {
    sessionStorage.removeItem(KEPT);
  } catch {}
  showCalls();
};

export const showCalls = () => {
  document.getElementById('no-calls').hidden = calls.length > 0;
  document.getElementById('clear-calls').hidden = calls.length === 0;
  document.getElementById('calls').replaceChildren(...calls.map(row));
};

const row = ({ method, path, status, note, request, answer }) => {
  const tone = status >= 400 || status === 0 ? 'bad' : status === 202 ? 'warn' : '';
  const shown = path.length > 120 ? `${path.slice(0, 119)}…` : path;
  const remark = note === undefined ? undefined : element('small', {}, text(note));
  const line = element(
    'summary',
    {},
    element('span', { class: 'method' }, method),
    element('span', { class: 'path', title: path }, shown, remark),
    element(
      'span',
      { class: `status ${tone}` },
      status === 0 ? text('call_no_answer') : `${status}`,
    ),
  );
  const inside = [path.length > 60 ? path : undefined, pretty(request, '→'), pretty(answer, '←')];
  const detail = inside.filter((part) => part !== undefined).join('\n\n');
  return element('li', {}, element('details', {}, line, element('pre', {}, detail || path)));
};

const pretty = (value, arrow) =>
  value === undefined ? undefined : `${arrow} ${JSON.stringify(value, shortened, 2)}`;

/** Seals, receipts and verifiers are long and say nothing to a reader. */
const shortened = (_name, value) =>
  typeof value === 'string' && /^[\w.~-]{48,}$/.test(value)
    ? `${value.slice(0, 20)}…(${value.length})`
    : value;

const parsed = (body) => {
  if (!body) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return String(body).slice(0, 400);
  }
};

const pathOf = (url) =>
  (url.origin === location.origin ? '' : url.origin) + url.pathname + url.search + url.hash;
