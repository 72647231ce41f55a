// Turns what the page knows into what it shows.

import { element } from './element.js';
import { currentLanguage, text } from './words.js';

const id = (name) => document.getElementById(name);

const isSpent = ({ credit }) => credit !== undefined && credit.state !== 'available';

/** A second send is allowed on purpose: its refusal is part of the story. */
export const canSend = ({ person }) => Boolean(person && !person.refused);

export const showAsk = (now) => {
  const asked = now.credit !== undefined || now.consent?.result === 'confirmed';
  const isWaiting = asked && !isSpent(now);
  const button = id('subscribe');
  button.disabled = false;
  button.textContent = text(asked ? 'subscribe_again' : 'subscribe');
  button.classList.toggle('again', isWaiting);
  const known = canSend(now);
  id('ask').dataset.stage = isWaiting ? 'done' : 'now';
  id('know').dataset.stage = known ? 'done' : '';
  id('speak').dataset.stage = isWaiting && known ? 'now' : known ? 'done' : '';
};

const notice = (box, tone, title, lines, buttons = [], code = undefined) => {
  const shown = lines.filter(Boolean).map((line) => element('p', {}, line));
  const small = code === undefined ? [] : [element('code', {}, code)];
  const next = buttons.map(([name, onclick]) =>
    element(
      'button',
      { type: 'button', class: 'secondary', onclick, 'data-next': name },
      text(name),
    ),
  );
  const row = next.length > 0 ? [element('div', { class: 'next' }, ...next)] : [];
  box.dataset.tone = tone;
  box.hidden = false;
  box.replaceChildren(element('b', {}, title), ...shown, ...small, ...row);
};

export const showResult = (now, { again, retry }) => {
  const box = id('result');
  box.hidden = true;
  const { consent, trouble } = now;
  const result = trouble ? 'trouble' : consent ? consent.result : now.credit ? 'confirmed' : '';
  box.dataset.result = result;
  if (trouble) {
    const known = text(`${trouble}_title`);
    const buttons = trouble === 'trouble' ? [['retry', now.asking ? again : retry]] : [];
    const lines = [known ? text(`${trouble}_text`) : trouble];
    notice(box, 'bad', known || text('trouble_title'), lines, buttons);
  } else if (result === 'confirmed') {
    const name = isSpent(now) ? 'spent' : 'confirmed';
    notice(box, 'good', text(`${name}_title`), [text(`${name}_text`)]);
  } else if (result) {
    const buttons = result === 'cancelled' ? [] : [['fresh', again]];
    // An earlier confirm outlives a cancel, and then something may still be sent.
    const isKept = result === 'cancelled' && now.credit?.state === 'available';
    const name = isKept ? 'cancelled_kept' : result;
    notice(box, 'warn', text(`${name}_title`), [text(`${name}_text`)], buttons);
  }
};

export const showPerson = ({ person, credit }) => {
  const list = id('person');
  id('nobody').hidden = Boolean(person);
  list.hidden = !person;
  if (!person) return;
  if (person.refused) {
    const { code = '', detail = '' } = person.refused;
    list.replaceChildren(
      element('dt', {}, text('receipt_trouble')),
      element('dd', {}, `${detail} ${code}`),
    );
    return;
  }
  const state = credit ? credit.state : 'none';
  const rows = [
    ['openid', element('code', {}, person.openid), text('person_openid_note')],
    ['scene', String(person.scene)],
    ['state', person.callerState && element('code', {}, person.callerState)],
    ['assurance', person.assurance, text(`assurance_${person.assurance}`)],
    ['confirmed_at', localTime(person.confirmedAt)],
    [
      'credit',
      element(
        'span',
        { class: 'pill', id: 'credit', 'data-state': state },
        text(`credit_${state}`) || state,
      ),
    ],
  ];
  list.replaceChildren(
    ...rows
      .filter(([, value]) => value)
      .flatMap(([name, value, note]) => [
        element('dt', {}, text(`person_${name}`)),
        element('dd', {}, value, note && element('small', {}, note)),
      ]),
  );
};

const localTime = (time) =>
  time &&
  new Date(time).toLocaleString(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
  });

/** WeChat's limits, in code points. The page only shows them: the service is what refuses. */
const limits = { title: 15, content: 200 };

export const showMessage = (now, fields) => {
  for (const [name, limit] of Object.entries(limits)) {
    const field = fields[name];
    const samples = ['zh', 'en'].map((language) => text(`sample_${name}`, language));
    if (field.value === '' && !field.dataset.touched) field.value = text(`sample_${name}`);
    else if (samples.includes(field.value)) field.value = text(`sample_${name}`);
    field.dataset.touched = 'yes';
    const count = [...field.value].length;
    const output = id(`${name}-count`);
    output.textContent = `${count} / ${limit}`;
    output.classList.toggle('over', count > limit);
  }
  const button = id('send');
  button.disabled = !canSend(now);
  button.textContent = text('send');
  button.classList.toggle('again', isSpent(now));
  id('send-note').textContent = text(canSend(now) ? 'send_note_ready' : 'send_note');
};

const askAgain = new Set(['no_credit', 'no_chance', 'credit_unknown', 'no_session']);

export const showOutcome = ({ outcome }, { again, retry, seePhone }) => {
  const box = id('outcome');
  box.hidden = true;
  box.dataset.outcome = '';
  if (!outcome) return;
  const { status, body } = outcome;
  const code = body.code || '';
  box.dataset.outcome = status === 200 ? 'sent' : status === 202 ? 'unknown' : code || 'trouble';
  if (status === 200) {
    notice(
      box,
      'good',
      text('sent_title'),
      [text('sent_text')],
      [['see_phone', seePhone]],
      `sendId ${body.sendId}`,
    );
  } else if (status === 202) {
    const lines = [text('unknown_text'), inLanguage(body.resolve)];
    notice(box, 'warn', text('unknown_title'), lines, [['same_key', retry]], `202 ${body.status}`);
  } else if (status === 0) {
    notice(box, 'bad', text('trouble_title'), [text('trouble_text')], [['same_key', retry]]);
  } else {
    const title = text(`${code}_title`) || text('refused_title');
    const buttons = askAgain.has(code) ? [['ask_again', again]] : [];
    const wechat =
      body.errcode === undefined ? '' : ` · errcode ${body.errcode} ${body.errmsg || ''}`;
    const lines = [text(`${code}_text`), inLanguage(body.hint)];
    notice(box, 'warn', title, lines, buttons, `${status} ${code}${wechat}\n${body.detail || ''}`);
  }
};

/** A hint comes as {zh, en}; anything else is shown as it is. */
const inLanguage = (hint) =>
  hint && typeof hint === 'object' ? hint[currentLanguage()] || hint.en : hint;
