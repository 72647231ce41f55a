import { ask, el } from './dom.js';
import { language, words } from './words.js';

/** A folding panel with one row per switch; `update` shows the values that hold now. */
export function settingsPanel(title, settings, path) {
  const count = el('small');
  const rows = settings.map((setting) => row(setting, path));
  const element = el(
    'details',
    { class: 'panel' },
    el('summary', {}, title, count),
    ...rows.map((one) => one.element),
  );
  return {
    element,
    update(values) {
      const changed = rows.filter((one) => one.update(values[one.name])).length;
      count.textContent = changed > 0 ? `${changed} ≠` : '';
    },
  };
}

function row(setting, path) {
  const control = controlFor(setting, (value) => ask(path, { [setting.name]: value }));
  const element = el(
    'div',
    { class: 'setting' },
    el('label', { for: setting.name }, setting[language]),
    control.element,
    el(
      'span',
      { class: 'why' },
      el('span', { class: `label ${setting.label}` }, words.labels[setting.label]),
      el('code', {}, setting.name),
      ` ${language === 'en' ? setting.source : setting.sourceZh}`,
    ),
  );
  return {
    name: setting.name,
    element,
    update(value) {
      control.show(value);
      element.classList.toggle('changed', value !== setting.initial);
      return value !== setting.initial;
    },
  };
}

function controlFor(setting, save) {
  if (setting.allowed === 'seconds') return secondsInput(setting, save);
  const isFlag = setting.allowed.every((value) => typeof value === 'boolean');
  return isFlag ? checkbox(setting, save) : choice(setting, save);
}

function checkbox(setting, save) {
  const element = el('input', {
    type: 'checkbox',
    id: setting.name,
    onchange: () => save(element.checked),
  });
  return {
    element,
    show(value) {
      element.checked = value;
    },
  };
}

function choice(setting, save) {
  const options = setting.allowed.map((value) => el('option', {}, String(value)));
  const element = el(
    'select',
    { id: setting.name, onchange: () => save(setting.allowed[element.selectedIndex]) },
    ...options,
  );
  return {
    element,
    show(value) {
      element.selectedIndex = setting.allowed.indexOf(value);
    },
  };
}

function secondsInput(setting, save) {
  const element = el('input', {
    type: 'number',
    min: '1',
    id: setting.name,
    placeholder: words.none,
    onchange: () => save(element.value === '' ? null : Number(element.value)),
  });
  return {
    element,
    show(value) {
      if (document.activeElement !== element) element.value = value ?? '';
    },
  };
}
