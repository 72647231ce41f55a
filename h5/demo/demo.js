import * as yici from '../yici.js';
import { openReceipt, readConfig, readCredit, sendMessage } from './back-end.js';
import { clearCalls, recordArrival, recordDeparture, showCalls, watchCalls } from './calls.js';
import { canSend, showAsk, showMessage, showOutcome, showPerson, showResult } from './show.js';
import { chooseLanguage, text, writeWords } from './words.js';

const HANDED_OVER = 'yici-demo:consent';
const PERSON = 'yici-demo:person';
const SCENE = 'yici-demo:scene';

const id = (name) => document.getElementById(name);
const choices = id('choices').elements;
const message = id('message').elements;

// What the page knows. Everything that is shown is shown from here, so that a change of language is one call.
const now = {
  config: {},
  asking: false,
  consent: null,
  trouble: null,
  person: null,
  credit: undefined,
  outcome: null,
};

const kept = {
  read: (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write: (key, value) => {
    try {
      if (value === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(value));
    } catch {}
  },
};

const show = () => {
  writeWords();
  showAsk(now);
  showResult(now, { again: ask, retry: takeConsent });
  showPerson(now);
  showMessage(now, message);
  showOutcome(now, {
    again: ask,
    retry: () => send(now.outcome.key),
    seePhone: () => view('phone'),
  });
  showCalls();
  for (const [name, value] of Object.entries({ target: 'target_', scene: '' })) {
    for (const option of choices[name].options) {
      option.textContent = (value && text(value + option.value)) || option.value;
    }
  }
};

// --- 1. ask ---

const ask = async () => {
  now.asking = true;
  id('subscribe').disabled = true;
  id('subscribe').textContent = text('subscribe_busy');
  const scene = Number(choices.scene.value);
  kept.write(SCENE, scene);
  const question = { baseUrl: now.config.serviceUrl, scene, returnTo: choices.target.value };
  try {
    const outcome = await yici.subscribe({
      ...question,
      door: choices.door.value,
      state: 'class_id=7',
      // The confirm page here is the simulator's, which any browser can open.
      outsideWechat: 'redirect',
    });
    if (outcome.status === 'leaving') return recordDeparture(outcome.url);
    now.trouble = outcome.status === 'no_storage' ? 'no_storage' : 'outside';
  } catch (error) {
    now.trouble = error.retryable === false ? error.message : 'trouble';
  }
  now.consent = null;
  show();
};

// --- 2. read what came back, and give the receipt to the back end ---

const takeConsent = async () => {
  now.asking = false;
  now.trouble = null;
  const entered = location.href;
  try {
    const consent =
      kept.read(HANDED_OVER) || (await yici.reportConsent({ baseUrl: now.config.serviceUrl }));
    if (consent === null) return;
    if (location.href !== entered) recordArrival(entered);
    now.consent = consent;
    kept.write(SCENE, consent.scene);
    // Until the back end has the receipt, a reload must not lose it.
    kept.write(HANDED_OVER, consent.result === 'confirmed' ? consent : null);
    if (consent.result === 'confirmed') await introduce(consent);
  } catch (error) {
    now.trouble = error.retryable === false ? error.message : 'trouble';
  } finally {
    show();
    if (now.consent || now.trouble) id('result').scrollIntoView({ block: 'nearest' });
  }
};

const introduce = async (consent) => {
  const { status, body } = await openReceipt(consent.receipt);
  if (status === 0 || status >= 500) {
    now.trouble = 'trouble';
    return;
  }
  kept.write(HANDED_OVER, null);
  now.person = status === 200 ? body : { refused: body };
  now.outcome = null;
  kept.write(PERSON, status === 200 ? body : null);
  await refresh(consent.scene);
};

const refresh = async (scene) => {
  now.credit = await readCredit(scene);
  showPhoneOf(now.person);
};

// --- 3. send ---

const send = async (
  key = `demo-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
) => {
  id('send').disabled = true;
  id('send').textContent = text('send_busy');
  const { scene } = now.person;
  const { status, body } = await sendMessage({
    scene,
    title: message.title.value,
    content: message.content.value,
    key,
  });
  now.outcome = { status, body, key };
  if (status === 200) id('news').hidden = document.body.dataset.view === 'phone';
  now.credit = await readCredit(scene);
  show();
  id('outcome').scrollIntoView({ block: 'nearest', behavior: 'smooth' });
};

// --- the phone beside it ---

const masked = (openid) => `${openid.slice(0, 4)}...${openid.slice(-4)}`;

/** Shows the phone of whoever confirmed; the page knows only a masked openid. */
const showPhoneOf = (person) => {
  const { simulatorUrl, users = [], openid = users[0]?.openid } = now.config;
  const owner = person ? users.find((user) => masked(user.openid) === person.openid) : undefined;
  const url = new URL('/?embed=1', simulatorUrl);
  const holder = owner?.openid || openid;
  if (holder) url.searchParams.set('_openid', holder);
  if (id('simulator').src !== url.href) id('simulator').src = url.href;
};

const view = (name) => {
  document.body.dataset.view = name;
  if (name === 'phone') id('news').hidden = true;
  for (const tab of document.querySelectorAll('[data-view]')) {
    if (tab !== document.body) tab.setAttribute('aria-pressed', String(tab.dataset.view === name));
  }
};

// --- start ---

const fill = (select, values, chosen) => {
  for (const value of values) select.append(new Option(value, value, false, value === chosen));
};

const start = async () => {
  view('story');
  watchCalls();
  now.config = await readConfig();
  const { scenes = [], targets = ['demo', 'history', 'hash', 'uniapp'] } = now.config;
  const scene = kept.read(SCENE) || 1001;
  fill(choices.target, targets, 'demo');
  fill(
    choices.scene,
    [...new Set([...scenes, 1001, 1002, scene])].sort((a, b) => a - b).map(String),
    String(scene),
  );
  now.person = kept.read(PERSON);
  show();
  showPhoneOf(now.person);
  await takeConsent();
  if (now.person && !now.credit) await refresh(now.person.scene);
  show();
};

id('subscribe').addEventListener('click', ask);
id('clear-calls').addEventListener('click', clearCalls);
id('message').addEventListener('submit', (event) => {
  event.preventDefault();
  if (canSend(now)) send();
});
id('message').addEventListener('input', () => showMessage(now, message));
for (const tab of document.querySelectorAll('.tabs [data-view]')) {
  tab.addEventListener('click', () => view(tab.dataset.view));
}
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    chooseLanguage(button.dataset.language);
    show();
  });
}
// From the back/forward cache the page comes back as it was left, its button still busy.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) show();
});
start();
