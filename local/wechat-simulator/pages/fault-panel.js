import { ask, el } from './dom.js';
import { cells, table } from './tables.js';
import { words } from './words.js';

const kinds = {
  errcode: { value: '45009', fault: (value) => ({ errcode: Number(value) }) },
  status: { value: '502', fault: (value) => ({ status: Number(value) }) },
  delayMs: { value: '3000', fault: (value) => ({ delayMs: Number(value) }) },
  html: { fault: () => ({ html: true }) },
  half: { fault: () => ({ half: true }) },
  dropBefore: { fault: () => ({ drop: 'before' }) },
  dropAfter: { fault: () => ({ drop: 'after' }) },
};

const paths = [
  '/cgi-bin/message/template/subscribe',
  '/cgi-bin/stable_token',
  '/cgi-bin/token',
  '/cgi-bin/*',
];

export function faultForm() {
  const path = select(words.path, paths, paths);
  const kind = select(words.faults, Object.keys(kinds), Object.values(words.kinds));
  const value = el('input', { size: '6', 'aria-label': words.value });
  const times = el('input', { type: 'number', min: '1', value: '1', 'aria-label': words.count });
  const problem = el('p', { class: 'danger', role: 'alert' });

  function suggest() {
    const suggested = kinds[kind.value].value;
    value.hidden = suggested === undefined;
    value.value = suggested ?? '';
  }
  async function add() {
    const fault = kinds[kind.value].fault(value.value);
    problem.textContent = await ask('faults', {
      path: path.value,
      times: Number(times.value),
      fault,
    }).then(
      () => '',
      (error) => error.message,
    );
  }
  kind.addEventListener('change', suggest);
  suggest();
  const button = el('button', { type: 'button', class: 'action', onclick: add }, words.add);
  const row = el('div', { class: 'row' }, path, kind, value, el('span', {}, '×'), times, button);
  return el('div', {}, row, problem);
}

export function faultList(faults) {
  if (faults.length === 0) return el('p', { class: 'empty' }, words.noFaults);
  const rows = faults.map((rule) =>
    cells(
      el('code', {}, rule.path),
      el('code', {}, JSON.stringify(rule.fault)),
      rule.times === 'always' ? words.always : words.times(rule.times),
      remover(`faults?id=${rule.id}`, words.remove),
    ),
  );
  return el('div', {}, table([], rows), remover('faults', words.clear));
}

function remover(path, name) {
  const onclick = () => ask(path, undefined, 'DELETE');
  return el('button', { type: 'button', class: 'quiet', onclick }, name);
}

function select(label, values, names) {
  const options = values.map((value, index) => el('option', { value }, names[index]));
  return el('select', { 'aria-label': label }, ...options);
}
