import { ask, el } from './dom.js';
import { faultForm, faultList } from './fault-panel.js';
import { settingsPanel } from './switches.js';
import { accountTable, callTable, consentTable } from './tables.js';
import { dayAndClock } from './times.js';
import { otherLanguage, words } from './words.js';

const root = document.querySelector('.controls');
const parts = {};

/** Builds the panels once, then fills the parts of them that change. */
export async function renderControls({ state, openid, choose }) {
  const asked = ['settings', 'chances', 'calls?last=12', 'faults'].map((path) => ask(path));
  const [settings, { chances, decisions }, { calls }, { faults }] = await Promise.all(asked);
  if (root.childElementCount === 0) build(settings);
  parts.people.replaceChildren(...state.users.map((user) => person(user, openid, choose)));
  parts.now.textContent = dayAndClock(state.now);
  parts.consents.replaceChildren(consentTable(state, chances, decisions));
  parts.faults.replaceChildren(faultList(faults));
  parts.calls.replaceChildren(callTable(calls));
  parts.accounts.replaceChildren(...state.accounts.map(accountTable));
  parts.quirks.update(state.quirks);
  parts.assumptions.update(state.assumptions);
}

function build(settings) {
  for (const name of ['people', 'consents', 'faults', 'calls', 'accounts']) parts[name] = el('div');
  parts.now = el('code');
  parts.quirks = settingsPanel(words.quirks, settings.quirks, 'quirks');
  parts.assumptions = settingsPanel(words.assumptions, settings.assumptions, 'assumptions');
  const resetButton = { type: 'button', class: 'danger', onclick: reset };
  root.append(
    header(),
    panel(words.people, parts.people),
    panel(words.consents, parts.consents),
    panel(el('span', {}, words.clock, ' ', parts.now), clockRow()),
    panel(words.faults, faultForm(), parts.faults),
    parts.quirks.element,
    parts.assumptions.element,
    panel(words.calls, parts.calls),
    panel(words.account, parts.accounts),
    el('p', { class: 'row' }, el('button', resetButton, words.reset)),
  );
}

function header() {
  const about = el('p', {}, `${words.intro} `, el('code', {}, location.origin));
  const other = { type: 'button', class: 'quiet', onclick: otherLanguage };
  const title = el('div', {}, el('h1', {}, words.title), about);
  return el('header', {}, title, el('button', other, words.language));
}

function panel(title, ...inside) {
  return el('section', { class: 'panel' }, el('h2', {}, title), ...inside);
}

function person(user, openid, choose) {
  const save = (change) => ask('users', { openid: user.openid, ...change });
  const chip = {
    type: 'button',
    class: 'chip',
    'aria-pressed': String(user.openid === openid),
    onclick: () => choose(user.openid),
  };
  return el(
    'div',
    { class: 'person' },
    el('button', chip, user.name),
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
  const steps = Object.entries(words.clockSteps).map(([seconds, name]) => {
    const onclick = () => ask('clock', { advanceSeconds: Number(seconds) });
    return el('button', { type: 'button', class: 'chip', onclick }, name);
  });
  return el('div', { class: 'row' }, ...steps);
}

function reset() {
  if (confirm(words.resetSure)) ask('reset', {});
}
