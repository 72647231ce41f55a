import {
  consentCallbackEvent,
  openid,
  receiptEvent,
  redirectLinkEvent,
  sendEventFor,
  subscribeEvent,
} from '../events.ts';
import { addUser, confirm } from '../wechat-user.ts';
import { type CountedFunctions, type Step, startCountedFunctions } from './counted-functions.ts';

export type Operations = {
  /** The back end makes a link for a user whom it knows; a confirm; a send. */
  readonly byApi: readonly Step[];
  /** The user opens the public link; a confirm; the back end opens the receipt; a send. */
  readonly byPage: readonly Step[];
};

/**
 * Counts what each flow does. Each is run a few times and the last is counted: what INIT reads is
 * not a flow's, and a credit that has been used before remembers its keys.
 */
export const countOperations = async (times = 5): Promise<Operations> => {
  const functions = await startCountedFunctions([
    'start-consent',
    'create-confirm-link',
    'record-consent',
    'open-receipt',
    'send-message',
  ]);
  try {
    await addUser(functions.simulatorUrl, openid);
    for (let time = 1; time < times; time += 1) await byApi(functions, `key-${time}`);
    await byPage(functions, 'first-page-key');
    return {
      byApi: await byApi(functions, 'last-api-key'),
      byPage: await byPage(functions, 'last-page-key'),
    };
  } finally {
    await functions.close();
  }
};

const byApi = async ({ run, simulatorUrl }: CountedFunctions, key: string) => {
  const link = await run('create-confirm-link', redirectLinkEvent);
  const { confirmLink } = JSON.parse(link.answer.body) as { readonly confirmLink: string };
  const location = await confirm(simulatorUrl, openid, confirmLink);
  const consent = await run('record-consent', consentCallbackEvent(location));
  const send = await run('send-message', sendEventFor(key));
  return [link.step, consent.step, send.step];
};

const byPage = async ({ run, simulatorUrl }: CountedFunctions, key: string) => {
  const link = await run('start-consent', subscribeEvent);
  const location = await confirm(simulatorUrl, openid, link.answer.headers['location'] ?? '');
  const cookies = link.answer.cookies.map((cookie) => cookie.split(';')[0] ?? '');
  const consent = await run('record-consent', consentCallbackEvent(location, cookies));
  const back = new URL(consent.answer.headers['location'] ?? '');
  const receipt = await run('open-receipt', receiptEvent(back.searchParams.get('receipt') ?? ''));
  const send = await run('send-message', sendEventFor(key));
  return [link.step, consent.step, receipt.step, send.step];
};
