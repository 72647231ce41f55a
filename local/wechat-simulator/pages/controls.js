import { ask, el } from './dom.js';
import { clock } from './screen.js';
import { settingsPanel } from './switches.js';
import { language, otherLanguage, words } from './words.js';

const root = document.querySelector('.controls');
const panels = {};
let settings = null;
let choosePhone = null;

/** Builds the panels once, then fills their changing parts. */
export async function renderControls({ state, openid, choose }) {
  choosePhone = choose;
  settings ??= await ask('settings');
  if (root.childElementCount === 0) build();
  const { chances, decisions } = await ask('chances');
  const { calls } = await ask('calls');
  const { faults } = await ask('faults');
  panels.people.replaceChildren(...state.users.map((user) => person(user, openid)));
  panels.now.textContent = `${state.now.slice(0, 10)} ${clock(new Date(state.now))}`;
  panels.consents.replaceChildren(consentTable(state, chances, decisions));
  panels.faultList.replaceChildren(faultTable(faults));
  panels.calls.replaceChildren(callTable(calls));
  panels.account.replaceChildren(...state.accounts.map(accountRow));
  panels.quirks.update(state.quirks);
  panels.assumptions.update(state.assumptions);
}

function build() {
  for (const name of ['people', 'consents', 'faultList', 'calls', 'account'])
    panels[name] = el('div');
  panels.now = el('code');
  panels.quirks = settingsPanel(words.quirks, settings.quirks, 'quirks');
  panels.assumptions = settingsPanel(words.assumptions, settings.assumptions, 'assumptions');
  root.append(
    header(),
    panel(words.people, panels.people),
    panel(words.consents, panels.consents),
    panel(el('span', {}, words.clock, ' ', panels.now), clockRow()),
    panel(words.faults, faultForm(), panels.faultList),
    panels.quirks.element,
    panels.assumptions.element,
    panel(words.calls, panels.calls),
    panel(words.account, panels.account),
    el(
      'p',
      { class: 'row' },
      el('button', { type: 'button', class: 'danger', onclick: reset }, words.reset),
    ),
  );
}

function header() {
  const about = el('p', {}, `${words.intro} `, el('code', {}, location.origin));
  const switchTo = el(
    'button',
    { type: 'button', class: 'quiet', onclick: otherLanguage },
    words.language,
  );
  return el('header', {}, el('div', {}, el('h1', {}, words.title), about), switchTo);
}

function panel(title, ...inside) {
  return el('section', { class: 'panel' }, el('h2', {}, title), ...inside);
}

function person(user, openid) {
  const holds = String(user.openid === openid);
  const save = (change) => ask('users', { openid: user.openid, ...change });
  return el(
    'div',
    { class: 'person' },
    el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': holds,
        onclick: () => choosePhone(user.openid),
      },
      user.name,
    ),
    el('code', {}, user.openid),
    toggle(words.follows, user.subscribed, (subscribed) => save({ subscribed })),
    toggle(words.rejects, user.rejects, (rejects) => save({ rejects })),
  );
}

function toggle(name, checked, save) {
  const box = el('input', { type: 'checkbox', checked, onchange: () => save(box.checked) });
  return el('label', { class: 'switch' }, box, name);
}

function clockRow() {
  const steps = Object.entries(words.clockSteps).map(([seconds, name]) =>
    el(
      'button',
      {
        type: 'button',
        class: 'chip',
        onclick: () => ask('clock', { advanceSeconds: Number(seconds) }),
      },
      name,
    ),
  );
  return el('div', { class: 'row' }, ...steps);
}

function consentTable(state, chances, decisions) {
  if (decisions.length === 0) return el('p', { class: 'empty' }, words.noConsents);
  const nameOf = (openid) => state.users.find((user) => user.openid === openid)?.name ?? openid;
  const latest = new Map(decisions.map((one) => [`${one.appid} ${one.openid} ${one.scene}`, one]));
  const rows = decisions
    .slice(-12)
    .reverse()
    .map((decision) => {
      const key = `${decision.appid} ${decision.openid} ${decision.scene}`;
      const chance = chances.find((one) => `${one.appid} ${one.openid} ${one.scene}` === key);
      const told = latest.get(key) === decision;
      const left = chance?.sendable ? words.sendable : words.gone;
      return el(
        'tr',
        {},
        el('td', {}, clock(new Date(decision.at))),
        el('td', {}, nameOf(decision.openid)),
        el('td', {}, String(decision.scene)),
        el('td', {}, words[decision.action]),
        el('td', { class: told && chance?.sendable ? 'ok' : 'gone' }, told ? left : ''),
      );
    });
  return table(words.consentsHead, rows);
}

const faultKinds = {
  errcode: { value: '45009', fault: (value) => ({ errcode: Number(value) }) },
  status: { value: '502', fault: (value) => ({ status: Number(value) }) },
  delayMs: { value: '3000', fault: (value) => ({ delayMs: Number(value) }) },
  html: { fault: () => ({ html: true }) },
  half: { fault: () => ({ half: true }) },
  dropBefore: { fault: () => ({ drop: 'before' }) },
  dropAfter: { fault: () => ({ drop: 'after' }) },
};
const faultPaths = [
  '/cgi-bin/message/template/subscribe',
  '/cgi-bin/stable_token',
  '/cgi-bin/token',
  '/cgi-bin/*',
];

function faultForm() {
  const path = el(
    'select',
    { 'aria-label': words.callsHead[1] },
    ...faultPaths.map((one) => el('option', {}, one)),
  );
  const kind = el(
    'select',
    { 'aria-label': words.faults, onchange: () => update() },
    ...Object.keys(faultKinds).map((one) => el('option', { value: one }, words.kinds[one])),
  );
  const value = el('input', { size: '6', 'aria-label': words.faults });
  const times = el('input', { type: 'number', min: '1', value: '1', 'aria-label': words.count });
  const problem = el('p', { class: 'danger', role: 'alert' });
  const update = () => {
    value.hidden = faultKinds[kind.value].value === undefined;
    value.value = faultKinds[kind.value].value ?? '';
  };
  update();
  const add = async () => {
    const fault = faultKinds[kind.value].fault(value.value);
    const failed = await ask('faults', {
      path: path.value,
      times: Number(times.value),
      fault,
    }).catch((error) => error);
    problem.textContent = failed instanceof Error ? failed.message : '';
  };
  const button = el('button', { type: 'button', class: 'action', onclick: add }, words.add);
  return el(
    'div',
    {},
    el('div', { class: 'row' }, path, kind, value, el('span', {}, '×'), times, button),
    problem,
  );
}

function faultTable(faults) {
  if (faults.length === 0) return el('p', { class: 'empty' }, words.noFaults);
  const rows = faults.map((rule) =>
    el(
      'tr',
      {},
      el('td', {}, el('code', {}, rule.path)),
      el('td', {}, el('code', {}, JSON.stringify(rule.fault))),
      el('td', {}, rule.times === 'always' ? words.always : words.times(rule.times)),
      el('td', {}, remover(`faults?id=${rule.id}`, words.remove)),
    ),
  );
  return el('div', {}, table([], rows), remover('faults', words.clear));
}

function remover(path, name) {
  return el(
    'button',
    { type: 'button', class: 'quiet', onclick: () => ask(path, undefined, 'DELETE') },
    name,
  );
}

function callTable(calls) {
  if (calls.length === 0) return el('p', { class: 'empty' }, words.noCalls);
  const rows = calls
    .slice(-12)
    .reverse()
    .map((call) => {
      const errcode = call.answer?.errcode ?? 0;
      const result = call.answer === null ? words.dropped : errcode === 0 ? 'ok' : String(errcode);
      const failed = call.answer === null || errcode !== 0 || call.status !== 200;
      return el(
        'tr',
        { title: call.answer?.errmsg ?? '' },
        el('td', {}, clock(new Date(call.at))),
        el('td', {}, el('code', {}, call.path)),
        el(
          'td',
          { class: failed ? 'bad' : 'ok' },
          call.status !== 200 && call.status ? String(call.status) : result,
        ),
        el('td', {}, el('code', {}, call.fault ?? '')),
      );
    });
  return table(words.callsHead, rows);
}

function accountRow({ name, appid, secret, template_id, domains }) {
  const rows = Object.entries({ appid, secret, template_id, 业务域名: domains.join('  ') }).map(
    ([key, value]) => el('tr', {}, el('td', {}, key), el('td', {}, el('code', {}, value))),
  );
  return el('div', {}, el('b', {}, name), table([], rows));
}

function table(head, rows) {
  const titles = el('tr', {}, ...head.map((title) => el('th', {}, title)));
  return el(
    'div',
    { class: 'scroll' },
    el('table', { lang: language }, ...(head.length ? [titles] : []), ...rows),
  );
}

function reset() {
  if (confirm(words.resetSure)) ask('reset', {});
}
