// The browser kit of yici: asks a WeChat user for one confirm, and reads what came back. No dependencies, and ES2017
// at most, because old WeChat webviews run it as it is. Types and their documentation are in yici.d.ts. One file, so
// that a page can copy it.
// biome-ignore-all lint/complexity/useOptionalChain: ES2017 has none

// iOS WeChat signs the URL the page was loaded with, whatever the router makes of it later, so it is taken here.
export const entryUrl = typeof location === 'undefined' ? '' : location.href;

export class YiciError extends Error {
  constructor(code, message, answer) {
    super(message);
    const { status, problem } = answer || {};
    this.name = 'YiciError';
    this.code = code;
    this.status = status;
    this.problem = problem;
    // Whatever never reached a decision may be asked again: the service answers the same ticket the same way.
    this.retryable = !(status >= 400 && status < 500) || status === 429;
  }
}

// --- where are we ---

export function environment(userAgent) {
  const here = userAgent === undefined;
  const agent = here ? (typeof navigator === 'undefined' ? '' : navigator.userAgent) : userAgent;
  if (/wxwork/i.test(agent)) return 'wxwork';
  // Case matters: desktop WeChat says `MiniProgramEnv/Windows` on ordinary pages too. Old clients say it only by the flag.
  const flagged =
    here && typeof window !== 'undefined' && window.__wxjs_environment === 'miniprogram';
  if (flagged || /miniProgram/.test(agent)) return 'mini-program';
  if (/WindowsWechat|MacWechat/i.test(agent)) return 'desktop-wechat';
  if (/MicroMessenger/i.test(agent)) return 'wechat';
  return /Mobile|Android|iPhone|iPad|HarmonyOS/i.test(agent) ? 'phone' : 'desktop';
}

// --- asking ---

export function subscribeUrl(options) {
  const { scene, returnTo, state } = checked(options);
  const stated = state === undefined ? '' : `&state=${encodeURIComponent(state)}`;
  return `${base(options)}/subscribe?scene=${scene}&return=${encodeURIComponent(returnTo)}${stated}`;
}

export async function subscribe(options) {
  if (options.door !== 'relay') return leaveFor(subscribeUrl(options));

  const { scene, returnTo, state } = checked(options);
  const where = environment();
  const rule = (where === 'desktop-wechat' && options.desktopWechat) || options.outsideWechat;
  if (where !== 'wechat' && rule !== 'redirect') {
    return { status: 'outside_wechat', where: where === 'desktop-wechat' ? 'desktop' : where };
  }

  sweep();
  // Before the user is asked, not after: without its verifier the confirm would be refused, and so lost.
  if (!keep(PROBE, { untilMs: Date.now() })) return { status: 'no_storage' };
  forget(PROBE);

  const link = await post(
    `${base(options)}/v1/confirm-links`,
    { scene, return: returnTo },
    options,
  );
  const reserved = reservedOf(link.confirmLink);
  if (!reserved || typeof link.verifier !== 'string') {
    throw new YiciError('unreadable_answer', 'the service answered without a usable confirm link', {
      status: 201,
    });
  }
  const kept = keep(PREFIX + reserved, {
    verifier: link.verifier,
    state,
    route: strip(location.href).slice(location.origin.length),
    // A phone's clock may be hours ahead: then the entry still lives for the margin.
    untilMs: Math.max(Date.parse(link.expiresAt) || 0, Date.now()) + MARGIN_MS,
    answers: {},
  });
  return kept ? leaveFor(link.confirmLink) : { status: 'no_storage' };
}

function checked(options) {
  const { scene, returnTo, state } = options;
  if (sceneOf(String(scene)) !== scene) {
    throw new TypeError(`scene must be an integer from 0 to 10000, got '${scene}'`);
  }
  if (typeof returnTo !== 'string' || returnTo === '') {
    throw new TypeError('returnTo must be the name of a return target');
  }
  if (state !== undefined) {
    const bytes = encodeURIComponent(state).replace(/%../g, '-').length;
    if (typeof state !== 'string' || bytes > 256) {
      throw new TypeError(`state must be a string of at most 256 bytes of UTF-8, got ${bytes}`);
    }
  }
  return { scene, returnTo, state };
}

function base(options) {
  return String(options.baseUrl).replace(/\/+$/, '');
}

function leaveFor(url) {
  location.assign(url);
  return { status: 'leaving', url };
}

function reservedOf(confirmLink) {
  const found = /[?&]reserved=([a-zA-Z0-9]+)/.exec(String(confirmLink));
  return found ? found[1] : null;
}

// --- reading what came back ---

export function readConsent(input, options) {
  const here = typeof location === 'undefined' ? '' : location.href;
  const url = typeof input === 'string' ? input : input && input.href;
  const isOptions = Boolean(input) && typeof url !== 'string';
  const isPage = !input || isOptions || url === here;
  const visible = find(here);
  const given = isPage && !isOptions ? null : isOptions ? fromOptions(input) : find(url);
  // onLoad(options) cannot see what stands before `#`, and may hold values decoded once too often: the address bar,
  // where it tells of the same consent, is exact.
  const exact = given && !(isOptions && isSame(given, visible)) ? given : null;
  const consent = exact || (isPage ? visible || unread() : null);
  if (!consent) return isPage ? held() : null;
  if (!isPage && !isSame(consent, visible)) return consent;

  wasRead = true;
  // The only copy of a relay callback leaves the address bar when another one is safe, or when it has been reported.
  const safe = consent.door === 'redirect' || hold(consent);
  if (safe && !(options && options.clean === false)) tidy(consent.route);
  return consent;
}

let wasRead = false;

// A router may have dropped the query before anybody read it.
function unread() {
  return wasRead ? null : find(entryUrl);
}

function isSame(a, b) {
  if (!b || a.door !== b.door) return false;
  return a.door === 'redirect'
    ? a.result === b.result && a.scene === b.scene && a.receipt === b.receipt
    : a.reserved === b.reserved && a.action === b.action;
}

function fromOptions(input) {
  const values = {};
  for (const name of REDIRECT_NAMES.concat(RELAY_NAMES)) {
    const value = Array.isArray(input[name]) ? input[name][input[name].length - 1] : input[name];
    if (value !== undefined && value !== null) values[name] = String(value);
  }
  return relayConsent(values) || redirectConsent(values);
}

const REDIRECT_NAMES = ['yici', 'scene', 'state', 'receipt'];
const RELAY_NAMES = ['openid', 'template_id', 'action', 'reserved', 'scene'];

function redirectConsent(values) {
  const scene = sceneOf(values.scene);
  if (!/^(confirmed|cancelled|used|expired|invalid)$/.test(values.yici) || scene === null)
    return null;
  const consent = { door: 'redirect', result: values.yici, scene };
  if (values.state !== undefined) consent.state = values.state;
  // Anybody can type `yici=confirmed`: without its receipt it says nothing.
  if (values.yici === 'confirmed' && !values.receipt) consent.result = 'invalid';
  if (consent.result === 'confirmed') consent.receipt = values.receipt;
  return consent;
}

function relayConsent(values) {
  const scene = sceneOf(values.scene);
  const { action, reserved = '' } = values;
  if (!/^(confirm|cancel)$/.test(action) || scene === null) return null;
  if (!/^[a-zA-Z0-9]{1,128}$/.test(reserved) || !values.template_id) return null;
  const consent = { door: 'relay', action, scene, reserved, templateId: values.template_id };
  // Only a confirm carries an openid; one beside a cancel was left over from an earlier visit.
  if (action === 'confirm' && values.openid) consent.openid = values.openid;
  const entry = kept(PREFIX + reserved);
  if (entry && entry.state !== undefined) consent.state = entry.state;
  if (entry && entry.route !== undefined) consent.route = entry.route;
  return consent;
}

function sceneOf(text) {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 10000 ? Number(text) : null;
}

// --- a damaged URL, taken apart ---

// Callbacks arrive with the query before `#`, with `#/#/route` and `#%23/route`, with `&amp;` for `&` and a second `?`.
// So a URL is read as one row of pieces, each behind a separator, wherever in the URL it stands.
const SEPARATOR = /&(?:amp;|#0*38;|#x0*26;)*|[?#]/gi;

function piecesOf(url) {
  const pieces = [];
  let separator = '';
  let start = 0;
  const cut = (end) => {
    const text = url.slice(start, end);
    const name = text.split('=', 1)[0];
    pieces.push({ separator, text, name, raw: text.slice(name.length + 1) });
  };
  url.replace(SEPARATOR, (match, at) => {
    cut(at);
    separator = match[0];
    start = at + match.length;
    return match;
  });
  cut(url.length);
  return pieces;
}

// None of our names but `state` ever holds `/` or `#`: what stands behind one is a route that was glued on.
const GLUED_ROUTE = /(?:%23)?(\/.*)$|%23$/i;

function decoded(piece) {
  const raw = piece.name === 'state' ? piece.raw : piece.raw.replace(GLUED_ROUTE, '');
  try {
    return decodeURIComponent(raw.replace(/\+/g, ' '));
  } catch (_malformed) {
    return raw;
  }
}

function valuesOf(group) {
  const values = {};
  for (const piece of group) values[piece.name] = decoded(piece);
  return values;
}

// Parameters that one answer brought stand side by side; a foreign one (OAuth's `code` and `state`) ends the run.
function runsOf(pieces, names) {
  const runs = [];
  let run = null;
  for (const piece of pieces) {
    if (piece.separator === '#') run = null;
    if (!names.includes(piece.name) || !piece.text.includes('=')) {
      run = null;
    } else if (run) {
      run.push(piece);
    } else {
      run = [piece];
      runs.push(run);
    }
  }
  return runs;
}

// WeChat's order differs between its documentation and what is observed, and a cancel has no openid: so an answer is
// what stands at the end of the run before a name comes again, and earlier visits stand before it.
function relayGroups(pieces) {
  const groups = [];
  for (const run of runsOf(pieces, RELAY_NAMES)) {
    const found = [];
    let group = [];
    for (const piece of run.slice().reverse()) {
      if (group.some((other) => other.name === piece.name)) {
        found.unshift(group);
        group = [];
      }
      group.push(piece);
    }
    found.unshift(group);
    groups.push.apply(groups, found);
  }
  return groups.filter((group) => relayConsent(valuesOf(group)));
}

// The service writes `yici` first, so an answer is what follows one. What stands before belongs to it only where a
// router has changed the order; else it is OAuth's `state`.
function redirectGroups(pieces) {
  const groups = [];
  for (const run of runsOf(pieces, REDIRECT_NAMES)) {
    const starts = run.map((piece, i) => (piece.name === 'yici' ? i : -1)).filter((i) => i >= 0);
    starts.forEach((start, i) => {
      const after = run.slice(start, starts[i + 1]);
      const mixed = starts.length === 1 && !after.some((piece) => piece.name === 'scene');
      const group = [];
      for (const piece of mixed ? after.concat(run.slice(0, start).reverse()) : after) {
        if (!group.some((other) => other.name === piece.name)) group.push(piece);
      }
      groups.push(group);
    });
  }
  return groups.filter((group) => redirectConsent(valuesOf(group)));
}

function find(url) {
  const pieces = piecesOf(url);
  const relays = relayGroups(pieces).map((group) => relayConsent(valuesOf(group)));
  const redirects = redirectGroups(pieces).map((group) => redirectConsent(valuesOf(group)));
  const open = relays.filter(isOpen).pop();
  if (open) return open;
  const redirect = redirects.pop();
  const relay = relays.pop();
  return relay && !(redirect && isAnswered(relay)) ? relay : redirect || null;
}

function isOpen(consent) {
  const entry = kept(PREFIX + consent.reserved);
  return Boolean(entry && entry.verifier && !answerIn(entry, consent));
}

function isAnswered(consent) {
  return Boolean(answerIn(kept(PREFIX + consent.reserved), consent));
}

// The URL without anything that a consent brought: foreign parameters stay, and the route is mended.
function strip(url) {
  const pieces = piecesOf(url);
  const ours = [].concat.apply([], relayGroups(pieces).concat(redirectGroups(pieces)));
  if (ours.length === 0) return url;
  let rest = '';
  let queried = false;
  for (const piece of pieces) {
    const text = ours.includes(piece) ? gluedRoute(piece) : piece.text;
    const opens = piece.separator === '#' || text[0] === '#';
    if (opens) queried = false;
    if (opens || piece.separator === '') {
      rest += text[0] === '#' ? text : piece.separator + text;
    } else if (text !== '') {
      rest += (queried ? '&' : '?') + text;
      queried = true;
    }
  }
  return rest.replace(/#(?:\/?(?:#|%23))+/i, '#').replace(/#$/, '');
}

function gluedRoute(piece) {
  const glued = piece.name === 'state' ? null : /%23(\/.*)$/i.exec(piece.raw);
  return glued ? `#${glued[1]}` : '';
}

function tidy(route) {
  if (typeof history === 'undefined' || !history.replaceState) return;
  const url = restored(route) || strip(location.href);
  const hash = hashOf(url);
  const routeOf = (fragment) => fragment.split('?', 1)[0];
  // A router learns of another route only from the browser, by a navigation inside the page; so the fragment is left
  // as it is at first. Where nothing but a query goes, the address changes in silence.
  const tell = hash !== '' && routeOf(hash) !== routeOf(hashOf(location.href));
  history.replaceState(
    tidyState(history.state),
    '',
    tell ? bare(url) + hashOf(location.href) : url,
  );
  if (tell) location.replace(url);
}

// The route is taken up only on the page that it belongs to: another path is another document.
function restored(route) {
  if (typeof route !== 'string') return null;
  const url = location.origin + route;
  const path = (text) => bare(text).split('?', 1)[0].replace(/\/$/, '');
  return path(url) === path(location.href) ? url : null;
}

// vue-router 4 (uni-app on Vue 3) writes `history.state.current` back into the address when it leaves the page.
function tidyState(state) {
  if (!state || typeof state.current !== 'string') return state;
  return Object.assign({}, state, { current: strip(state.current) });
}

function hashOf(url) {
  return url.includes('#') ? url.slice(url.indexOf('#')) : '';
}

function bare(url) {
  return url.split('#', 1)[0];
}

// --- reporting it (relay door) ---

const reports = new Map();

export async function reportConsent(options) {
  const consent =
    options.consent === undefined
      ? readConsent(undefined, { clean: options.clean })
      : options.consent;
  if (!consent || consent.door === 'redirect' || consent.result) return consent;
  const key = `${consent.reserved} ${consent.action}`;
  if (!reports.has(key)) {
    const report = reportOnce(options, consent);
    reports.set(key, report);
    report.catch(() => reports.delete(key));
  }
  return reports.get(key);
}

async function reportOnce(options, consent) {
  sweep();
  const key = PREFIX + consent.reserved;
  let answer = answerIn(kept(key), consent);
  while (!answer && isBeingReported(key)) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    answer = answerIn(kept(key), consent);
  }
  try {
    // Between the look and the mark that it sets there is no await.
    answer = answer || (await ask(options, key, consent));
  } catch (error) {
    // Refused for good: a reload would only be refused again.
    if (!error.retryable) release();
    throw error;
  }
  release();
  if (options.clean !== false && isSame(consent, find(location.href))) tidy(consent.route);
  return answer;
}

async function ask(options, key, consent) {
  const entry = kept(key) || { untilMs: Date.now() + MARGIN_MS, answers: {} };
  const body = { template_id: consent.templateId, action: consent.action };
  Object.assign(body, { scene: consent.scene, reserved: consent.reserved });
  if (consent.openid) body.openid = consent.openid;
  if (entry.verifier) body.verifier = entry.verifier;

  // Marked before the call, so that another tab waits; answered after it, so that a lost call may be repeated.
  const unmark = () => change(key, (now) => delete now.reportingSinceMs);
  keep(key, Object.assign({}, entry, { reportingSinceMs: Date.now() }));
  window.addEventListener('pagehide', unmark);
  try {
    const decided = decisionOf(
      await post(`${base(options)}/v1/consents`, body, options, DECISIONS),
    );
    const answer = { door: 'relay', result: decided.result, scene: consent.scene };
    if (consent.state !== undefined) answer.state = consent.state;
    if (consent.route !== undefined) answer.route = consent.route;
    if (decided.result === 'confirmed') answer.receipt = decided.receipt;
    change(key, (now) => settle(now, consent.action, answer));
    return answer;
  } finally {
    unmark();
    window.removeEventListener('pagehide', unmark);
  }
}

const DECISIONS = { ticket_invalid: 'invalid', ticket_expired: 'expired' };

function decisionOf(answer) {
  if (DECISIONS[answer.code]) return { result: DECISIONS[answer.code] };
  const known = /^(confirmed|cancelled|used)$/.test(answer.result);
  if (known && (answer.result !== 'confirmed' || typeof answer.receipt === 'string')) return answer;
  throw new YiciError('unreadable_answer', 'the service answered without a result', {
    status: 200,
  });
}

// After a cancel the user can go Back and confirm on the same link: only another decision ends the verifier's use.
function settle(entry, action, answer) {
  entry.answers = Object.assign({}, entry.answers, { [action]: answer });
  if (answer.result === 'cancelled') return;
  delete entry.verifier;
  delete entry.state;
  delete entry.route;
}

function answerIn(entry, consent) {
  const answers = (entry && entry.answers) || {};
  if (answers[consent.action]) return answers[consent.action];
  // A cancel changes nothing, so behind a confirm there is nothing left to report.
  if (consent.action === 'cancel' && answers.confirm) {
    return Object.assign({}, answers.confirm, { result: 'cancelled', receipt: undefined });
  }
  return null;
}

function isBeingReported(key) {
  const entry = kept(key);
  const sinceMs = entry && entry.reportingSinceMs ? Date.now() - entry.reportingSinceMs : -1;
  return sinceMs >= 0 && sinceMs <= TIMEOUT_MS;
}

// --- what is kept between leaving and coming back ---

const PREFIX = 'yici:';
const PROBE = 'yici:probe';
const CALLBACK = 'yici-callback';
const MARGIN_MS = 60 * 60 * 1000;
const TIMEOUT_MS = 15 * 1000;

// Private mode: reading the property can throw, and so can writing. sessionStorage outlives the trip to WeChat as well.
function stores(names) {
  const open = [];
  for (const name of names || ['localStorage', 'sessionStorage']) {
    try {
      if (window[name]) open.push(window[name]);
    } catch (_refused) {}
  }
  return open;
}

function keep(key, value, names) {
  return stores(names).some((store) => {
    try {
      store.setItem(key, JSON.stringify(value));
      return true;
    } catch (_full) {
      drop(store, key);
      return false;
    }
  });
}

function kept(key, names) {
  for (const store of stores(names)) {
    try {
      const value = JSON.parse(store.getItem(key));
      if (value && typeof value === 'object') return value;
    } catch (_unreadable) {}
  }
  return null;
}

function change(key, edit) {
  const entry = kept(key);
  if (!entry) return;
  edit(entry);
  keep(key, entry);
}

function forget(key, names) {
  for (const store of stores(names)) drop(store, key);
}

function drop(store, key) {
  try {
    store.removeItem(key);
  } catch (_refused) {}
}

function sweep() {
  for (const store of stores()) {
    for (const key of Object.keys(store)) {
      if (!key.startsWith(PREFIX)) continue;
      const entry = kept(key);
      if (!entry || !(entry.untilMs > Date.now())) forget(key);
    }
  }
}

// A callback that has left the address bar and is not reported yet outlives a reload here, in its own tab only.
function hold(consent) {
  return keep(CALLBACK, { consent, untilMs: Date.now() + MARGIN_MS }, ['sessionStorage']);
}

function held() {
  const callback = kept(CALLBACK, ['sessionStorage']);
  return callback && callback.untilMs > Date.now() ? callback.consent : null;
}

function release() {
  forget(CALLBACK, ['sessionStorage']);
}

// --- calling the service ---

async function post(url, body, options, expected) {
  let answer;
  let text;
  try {
    const call = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
    });
    [answer, text] = await inTime(
      call.then((response) => response.text().then((read) => [response, read])),
      options.timeoutMs || TIMEOUT_MS,
    );
  } catch (cause) {
    throw new YiciError('unreachable', `no answer from the service: ${cause.message}`);
  }
  const { status } = answer;
  const value = objectIn(text);
  if (status >= 200 && status < 300 && value) return value;
  if (value && expected && expected[value.code]) return value;
  if (!value) throw new YiciError('unreadable_answer', `HTTP ${status} without JSON`, { status });
  const code = typeof value.code === 'string' ? value.code : 'http_error';
  throw new YiciError(code, value.detail || value.title || `HTTP ${status}`, {
    status,
    problem: value,
  });
}

function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' ? value : null;
  } catch (_notJson) {
    return null;
  }
}

// AbortController is younger than the webviews this runs in; an answer after the time is simply not awaited.
function inTime(promise, timeoutMs) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`none within ${timeoutMs} ms`)), timeoutMs);
    promise.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
