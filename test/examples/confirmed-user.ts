import { expect } from 'vitest';
import { type JsonObject, jsonObject } from '../../local/json.ts';
import { signRequest } from '../../local/sigv4.ts';
import type { Local } from '../../local/start-local.ts';

export type Phone = {
  readonly openid: string;
  readonly receipt: string;
  /** Taps 确认 once more. */
  readonly confirmAgain: () => Promise<void>;
  /** Messages that have arrived. */
  readonly inbox: () => Promise<readonly JsonObject[]>;
  /** Makes WeChat answer this user's next send, or drop it. */
  readonly failNextSend: (fault: JsonObject) => Promise<void>;
  /** A signed call of some other part of the back end. */
  readonly callService: (
    path: string,
    body: JsonObject,
    headers?: Record<string, string>,
  ) => Promise<Response>;
};

let users = 0;

/** Somebody new, who has confirmed one message for a scene of a class. */
export const aConfirmedUser = async (local: Local, scene = 1001): Promise<Phone> => {
  users += 1;
  const openid = `oK7c1sStudentOfTheExamples${String(users).padStart(2, '0')}`;
  const simulate = async (
    method: 'GET' | 'POST',
    path: string,
    body?: JsonObject,
  ): Promise<JsonObject> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${local.simulatorUrl}/_simulator/${path}`, { method, ...sent });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return jsonObject(text) ?? {};
  };

  const confirm = async (): Promise<URL> => {
    const entry = `${local.serviceUrl}/subscribe?scene=${scene}&return=demo&state=class_id%3D7`;
    const asked = await fetch(entry, { redirect: 'manual' });
    const cookie = asked.headers.get('set-cookie')?.split(';')[0] ?? '';
    const url = asked.headers.get('location');
    const { location } = await simulate('POST', 'confirm', { url, openid, action: 'confirm' });
    const callback = await fetch(String(location), { redirect: 'manual', headers: { cookie } });
    return new URL(callback.headers.get('location') ?? '');
  };

  await simulate('POST', 'users', { openid });
  const target = await confirm();
  return {
    openid,
    receipt: target.searchParams.get('receipt') ?? '',
    confirmAgain: async () => {
      await confirm();
    },
    inbox: async () => {
      const { messages } = await simulate('GET', `inbox?openid=${openid}`);
      return Array.isArray(messages) ? messages : [];
    },
    failNextSend: async (fault) => {
      await simulate('POST', 'faults', { path: '/cgi-bin/message/template/subscribe', fault });
    },
    callService: async (path, value, given = {}) => {
      const url = new URL(path, local.serviceUrl);
      const body = JSON.stringify(value);
      const headers = { 'content-type': 'application/json', ...given };
      const signed = await signRequest(url, { method: 'POST', headers, body });
      return fetch(url, { method: 'POST', headers: signed, body });
    },
  };
};
