import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import type { Ended } from './bundle-process.ts';
import type { BundleWorld } from './bundle-world.ts';
import { anEvent } from './http-events.ts';

/** What an HTTP function answered. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when the body is no JSON. */
  readonly json: Readonly<Record<string, unknown>>;
};

/** @throws Error when the function died or failed */
export const httpAnswer = (ended: Ended): HttpAnswer => {
  if (!('answer' in ended)) throw new Error(`no answer: ${JSON.stringify(ended)}`);
  const { statusCode, headers, body } = ended.answer as {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  return { status: statusCode, headers, json: body?.startsWith('{') ? JSON.parse(body) : {} };
};

let users = 0;

/** A WeChat user whose phone and browser go the real way: through the gateway and the simulator. */
export const aUser = async ({ local, simulate }: Pick<BundleWorld, 'local' | 'simulate'>) => {
  users += 1;
  const openid = `oBundleUser${String(users).padStart(17, '0')}`;
  await simulate('POST', 'users', { openid });
  let cookie = '';

  const tap = async (url: string): Promise<string> => {
    const { location, why } = await simulate('POST', 'confirm', { url, openid, action: 'confirm' });
    if (typeof location !== 'string') throw new Error(`the phone shows no page: ${why}`);
    return location;
  };
  const open = async (url: string): Promise<Response> => {
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return response;
  };
  const locationOf = ({ headers }: Response): string => headers.get('location') ?? '';

  const callback = async (scene = 1001): Promise<string> =>
    tap(
      locationOf(
        await open(`${local.serviceUrl}/subscribe?scene=${scene}&return=demo&state=s%3D1`),
      ),
    );

  return {
    openid,
    tap,
    open,
    cookie: () => cookie,
    /** Taps 确认; returns the callback, not yet opened. */
    callback,
    confirm: async (scene = 1001): Promise<void> => {
      const location = locationOf(await open(await callback(scene)));
      if (!location.includes('yici=confirmed')) throw new Error(`not confirmed: ${location}`);
    },
  };
};

export const sendEvent = (openid: string, key: string, scene = 1001) =>
  anEvent('POST /v1/messages', {
    headers: { 'idempotency-key': key, 'content-type': 'application/json' },
    body: { openid, scene, title: '上课提醒', content: '明天上午九点\n一号楼 203' },
  });

/**
 * A user who has confirmed the scenes 1 to `count`, without the way through browsers: what the
 * simulator and the table would hold after it.
 */
export const aUserWithCredits = async (
  { local, simulate, credits }: BundleWorld,
  count: number,
): Promise<{ readonly openid: string; readonly scenes: readonly number[] }> => {
  const user = await aUser({ local, simulate });
  const scenes = Array.from({ length: count }, (_, at) => at + 1);
  const query = new URLSearchParams({
    action: 'get_confirm',
    appid: local.stage.appid,
    template_id: local.stage.templateId,
    redirect_url: `${local.serviceUrl}/demo/`,
    reserved: 'direct',
  });
  await Promise.all(
    scenes.map(async (scene) => {
      const url = `${local.simulatorUrl}/mp/subscribemsg?${query}&scene=${scene}#wechat_redirect`;
      await user.tap(url);
      await credits.record({
        openid: parseOpenid(user.openid),
        scene: parseScene(scene),
        ticket: '0'.repeat(32),
        confirmedAtMs: Date.now(),
        assurance: 'browser',
      });
    }),
  );
  return { openid: user.openid, scenes };
};
