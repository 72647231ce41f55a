import { signRequest } from '../local/sigv4.ts';
import type { Local } from '../local/start-local.ts';
import { addUser, confirm } from './wechat-user.ts';

type Service = Pick<Local, 'serviceUrl' | 'simulatorApiUrl'>;

/** A call of the owner's back end, signed. */
const callService = async (
  { serviceUrl }: Service,
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> => {
  const url = new URL(path, serviceUrl);
  const text = JSON.stringify(body);
  const signed = await signRequest(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
  });
  const response = await fetch(url, { method: 'POST', headers: { ...signed }, body: text });
  return (await response.json()) as Record<string, unknown>;
};

/** The user opens a link made for them and taps 确认. @returns where WeChat sends the browser */
export const openConfirmLink = async (service: Service, openid: string): Promise<string> => {
  await addUser(service.simulatorApiUrl, openid);
  const { confirmLink } = await callService(service, `/v1/users/${openid}/confirm-links`, {
    scene: 1001,
    return: 'demo',
  });
  return confirm(service.simulatorApiUrl, openid, String(confirmLink));
};

/** Somebody who has confirmed scene 1001: there is a credit, and WeChat would deliver. */
export const confirmUser = async (service: Service, openid: string): Promise<void> => {
  const location = await openConfirmLink(service, openid);
  const response = await fetch(location, { redirect: 'manual' });
  if (!response.headers.get('location')?.includes('yici=confirmed')) {
    throw new Error(`the service did not take ${location}`);
  }
};
