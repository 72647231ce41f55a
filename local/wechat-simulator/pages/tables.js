import { el } from './dom.js';
import { clock } from './times.js';
import { language, words } from './words.js';

const shownRows = 12;

export function table(head, rows) {
  const titles = head.length > 0 ? [el('tr', {}, ...head.map((title) => el('th', {}, title)))] : [];
  return el('div', { class: 'scroll' }, el('table', { lang: language }, ...titles, ...rows));
}

export function cells(...contents) {
  return el('tr', {}, ...contents.map((content) => el('td', {}, content)));
}

/** What was tapped, newest first; the newest tap of a chance tells what is left of it. */
export function consentTable({ users }, chances, decisions) {
  if (decisions.length === 0) return el('p', { class: 'empty' }, words.noConsents);
  const keyOf = ({ appid, openid, scene }) => `${appid} ${openid} ${scene}`;
  const newest = new Map(decisions.map((decision) => [keyOf(decision), decision]));
  const sendable = new Set(chances.filter((chance) => chance.sendable).map(keyOf));
  const rows = newestFirst(decisions).map((decision) => {
    const key = keyOf(decision);
    const left = sendable.has(key) ? words.sendable : words.gone;
    const row = cells(
      clock(decision.at),
      users.find((user) => user.openid === decision.openid)?.name ?? decision.openid,
      String(decision.scene),
      words[decision.action],
      newest.get(key) === decision ? left : '',
    );
    row.lastChild.className = sendable.has(key) ? 'ok' : 'gone';
    return row;
  });
  return table(words.consentsHead, rows);
}

export function callTable(calls) {
  if (calls.length === 0) return el('p', { class: 'empty' }, words.noCalls);
  const rows = newestFirst(calls).map((call) => {
    const result = resultOf(call);
    const row = cells(
      clock(call.at),
      result,
      el('code', {}, call.path),
      el('code', {}, call.fault ?? ''),
    );
    row.children[1].className = result === 'ok' ? 'ok' : 'bad';
    row.title = call.answer?.errmsg ?? '';
    return row;
  });
  return table(words.callsHead, rows);
}

export function accountTable({ name, appid, secret, template_id, domains }) {
  const facts = { appid, secret, template_id, 业务域名: domains.join('  ') };
  const rows = Object.entries(facts).map(([key, value]) => cells(key, el('code', {}, value)));
  return el('div', {}, el('b', {}, name), table([], rows));
}

function resultOf({ status, answer }) {
  if (status === null) return words.dropped;
  if (status !== 200) return `HTTP ${status}`;
  return answer?.errcode ? String(answer.errcode) : 'ok';
}

function newestFirst(list) {
  return list.slice(-shownRows).reverse();
}
