// What the three target pages share: they ask, read, and print what they understood.

import { entryUrl, reportConsent, subscribe } from '../../yici.js';

const config = fetch('/demo/config.json').then((answer) => answer.json());

export const baseUrl = async () => (await config).serviceUrl;

/** The buttons of both doors ask from the route that is shown. */
export const offerDoors = (returnTo) => {
  for (const door of ['redirect', 'relay']) {
    document.getElementById(door).addEventListener('click', async () => {
      const question = { baseUrl: await baseUrl(), scene: 1002, returnTo, door };
      const state = `asked from ${location.hash || location.pathname} 课`;
      const outcome = await subscribe({ ...question, state, outsideWechat: 'redirect' });
      if (outcome.status !== 'leaving') print('consent', outcome);
    });
  }
};

/** Prints the consent as JSON (`null` when there is none), and what became of the page. */
export const printConsent = async (page, consent) => {
  try {
    const judged = await reportConsent({ baseUrl: await baseUrl(), consent });
    if (judged?.result === 'confirmed') handOver(judged);
    print('consent', judged);
  } catch (error) {
    const { name, code, status, message } = error;
    print('consent', { error: { name, code, status, message } });
  }
  print('page', { address: location.href, entryUrl, ...page() });
};

/** The demo page goes on from here: it gives the receipt to its back end. */
const handOver = (consent) => {
  try {
    sessionStorage.setItem('yici-demo:consent', JSON.stringify(consent));
  } catch {}
};

const print = (id, value) => {
  document.getElementById(id).textContent = JSON.stringify(value, null, 2);
};
