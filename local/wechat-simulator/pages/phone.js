import { renderControls } from './controls.js';
import { ask } from './dom.js';
import { renderPhone } from './screen.js';
import { words } from './words.js';

const parameters = new URLSearchParams(location.search);
const embedded = parameters.has('embed');
document.body.classList.toggle('embed', embedded);

/** The server knows this browser's cookie, and decides; embedded, it gets none (another site's frame). */
const asked = parameters.get('_openid');
const ownerPath = asked === null ? 'phone' : `phone?_openid=${encodeURIComponent(asked)}`;

async function choose(openid) {
  await ask('phone', { openid });
  if (asked !== null) location.replace(location.pathname);
}

let running = false;
let again = false;

/** Shows the world as it is now; changes that come while asking are asked for once more. */
async function refresh() {
  again = true;
  if (running) return;
  running = true;
  while (again) {
    again = false;
    try {
      const [state, { openid }] = await Promise.all([ask('state'), ask(ownerPath)]);
      const { messages } = openid === null ? { messages: [] } : await ask(`inbox?openid=${openid}`);
      renderPhone({ state, openid, messages, embedded });
      if (!embedded) await renderControls({ state, openid, choose });
    } catch (error) {
      console.warn('the simulator does not answer', error);
    }
  }
  running = false;
}

const stage = document.querySelector('.stage');
for (const button of document.querySelectorAll('.views button')) {
  button.textContent = words[`${button.dataset.view}View`];
  button.addEventListener('click', () => {
    stage.dataset.view = button.dataset.view;
    for (const one of document.querySelectorAll('.views button'))
      one.setAttribute('aria-pressed', String(one === button));
  });
}
document.title = words.title;
new EventSource('/_simulator/events').addEventListener('message', refresh);
setInterval(refresh, 30_000);
