import { onTestFinished } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../../local/wechat-simulator/simulator.ts';

export const appid = 'wx51a7c0de51a7c0de';
export const secret = '5ec4e7fa11ed5ec4e7fa11ed5ec4e7fa';
export const templateId = 'simulatorTemplate_0123456789abcdefghijklmnop';
/** The demo users: a follower, one who does not follow, one who rejects messages. */
export const follower = 'oK7c1s0LiLei8Qf3Zx9mW2pTnA4d';
export const stranger = 'oK7c1sHanMeimei5Rt6Yb1vQe7Gk';
export const rejecter = 'oK7c1sWangXiaoming9Jd2Lp0MuZ';
export const rid = / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;

/** JSON of a shape that the test knows. */
// biome-ignore lint/suspicious/noExplicitAny: what comes back is asserted member by member
export type Answered = any;

/** A simulator on a port of its own, at noon in Beijing, with a seeded chance; ended with the test. */
export async function startSimulator(options: SimulatorOptions = {}) {
  const simulator = createSimulator({
    now: () => Date.parse('2026-10-10T12:00:00+08:00'),
    random: seeded(),
    ...options,
  });
  const { port } = await simulator.listen(0, '127.0.0.1');
  onTestFinished(() => simulator.close());
  return { simulator, ...clientOf(`http://127.0.0.1:${port}`) };
}

export function clientOf(base: string) {
  async function request(method: string, path: string, body?: unknown): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return await fetch(base + path, body === undefined ? { method } : { method, body: text });
  }
  async function get(path: string): Promise<Answered> {
    return (await request('GET', path)).json();
  }
  async function post(path: string, body: unknown = {}): Promise<Answered> {
    return (await request('POST', path, body)).json();
  }
  const plainToken = () =>
    get(`/cgi-bin/token?grant_type=client_credential&appid=${appid}&secret=${secret}`);
  const stableToken = (more: object = {}) =>
    post('/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret, ...more });
  return {
    base,
    request,
    get,
    post,
    plainToken,
    stableToken,
    accessToken: async (): Promise<string> => (await stableToken()).access_token,
    /** A subscribe call with a good token unless told otherwise. */
    async send(body: unknown = message(), token?: string): Promise<Answered> {
      const accessToken = token ?? (await stableToken()).access_token;
      return post(`/cgi-bin/message/template/subscribe?access_token=${accessToken}`, body);
    },
    tap: (action: 'confirm' | 'cancel' = 'confirm', openid = follower, link = confirmLink()) =>
      post('/_simulator/confirm', { url: link, openid, action }),
    advance: (advanceSeconds: number) => post('/_simulator/clock', { advanceSeconds }),
    assume: (values: object) => post('/_simulator/assumptions', values),
    quirk: (values: object) => post('/_simulator/quirks', values),
    account: (values: object) => post('/_simulator/accounts', { appid, ...values }),
    fault: (fault: object, path = '/cgi-bin/message/template/subscribe', more: object = {}) =>
      post('/_simulator/faults', { path, fault, ...more }),
    async inbox(openid = follower): Promise<Answered> {
      return (await get(`/_simulator/inbox?openid=${openid}`)).messages;
    },
  };
}

export function message(changed: object = {}): object {
  return {
    touser: follower,
    template_id: templateId,
    scene: '1001',
    title: '上课提醒',
    data: { content: { value: '明天 10:00 开始\n地点：203', color: '#173177' } },
    url: 'https://h5.example.com/course',
    ...changed,
  };
}

export function confirmLink(
  changed: Readonly<Record<string, string | null>> = {},
  fragment = '#wechat_redirect',
): string {
  const parameters = {
    action: 'get_confirm',
    appid,
    scene: '1001',
    template_id: templateId,
    redirect_url: 'http://127.0.0.1:3000/consent/abc',
    reserved: 'a1B2',
    ...changed,
  };
  const query = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `https://mp.weixin.qq.com/mp/subscribemsg?${query.join('&')}${fragment}`;
}

/** Path and query of a confirm link, as a browser asks for it. */
export function pagePath(link: string): string {
  const url = new URL(link);
  return url.pathname + url.search;
}

function seeded(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
