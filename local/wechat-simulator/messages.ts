import type { Account } from './accounts.ts';
import type { Assumptions } from './assumptions.ts';
import {
  type ApiOutcome,
  type ApiRequest,
  isObject,
  type Json,
  type JsonObject,
  readJsonBody,
  refuse,
  succeed,
} from './calls.ts';
import { type Chance, chanceKey, consumed, liveChance } from './chances.ts';
import { count } from './quota.ts';
import { checkAccessToken } from './tokens.ts';
import type { Change, World } from './world.ts';

/** A message that reached a phone. */
export type Message = {
  readonly appid: string;
  readonly openid: string;
  readonly scene: number;
  readonly title: string;
  readonly content: string;
  readonly color: string | null;
  readonly url: string | null;
  readonly miniprogram: { readonly appid: string; readonly pagepath: string } | null;
  /** `account`: the account's own chat (followers); `service`: 服务通知 (everyone else). */
  readonly place: 'account' | 'service';
  readonly receivedAt: string;
};

type Fields = Pick<Message, 'scene' | 'title' | 'content' | 'color' | 'url' | 'miniprogram'>;

const longest = { title: 15, content: 200 };

/** POST /cgi-bin/message/template/subscribe (api_templatesubscribe.html). */
export function sendMessage(world: World, request: ApiRequest): ApiOutcome {
  const caller = checkAccessToken(world, request);
  if (!caller.ok) return caller.outcome;
  const { account } = caller;
  const read = readJsonBody(request);
  if (!read.ok) return refuse(request, read.errcode);
  const counting = count(world, account, '/cgi-bin/message/template/subscribe', request.nowMs);
  if (!counting.ok) return refuse(request, counting.errcode);
  const outcome = judge(world, request, account, read.body);
  return { ...outcome, changes: [counting.change, ...outcome.changes] };
}

function judge(world: World, request: ApiRequest, account: Account, body: JsonObject): ApiOutcome {
  if (!account.permission) return refuse(request, 48001);
  const user = world.users.get(typeof body['touser'] === 'string' ? body['touser'] : '');
  if (user === undefined || (user.appid ?? account.appid) !== account.appid)
    return refuse(request, 40003);
  if (body['template_id'] !== account.template_id) return refuse(request, 40037);
  const fields = readFields(body);
  if (typeof fields === 'number') return refuse(request, fields);

  const id = { appid: account.appid, openid: user.openid, scene: fields.scene };
  const chance = liveChance(world, id, request.nowMs);
  const errcode = objection(world.assumptions, account, fields);
  if (errcode !== null || chance === null || user.rejects) {
    const wasted = world.assumptions.failedSendConsumesChance && chance !== null;
    return { ...refuse(request, errcode ?? 43101), changes: wasted ? [consume(chance)] : [] };
  }
  const message: Message = {
    ...fields,
    appid: account.appid,
    openid: user.openid,
    place: user.subscribed ? 'account' : 'service',
    receivedAt: new Date(request.nowMs).toISOString(),
  };
  return succeed({}, [consume(chance), { kind: 'messageDelivered', message }]);
}

function consume(chance: Chance): Change {
  return { kind: 'chanceSaved', key: chanceKey(chance), chance: consumed(chance) };
}

/** What is wrong with a well-formed message: its errcode, or null. */
function objection(assumptions: Assumptions, account: Account, fields: Fields): number | null {
  if (lengthOf(fields.title, assumptions.lengthUnit) > longest.title) return 45003;
  if (lengthOf(fields.content, assumptions.lengthUnit) > longest.content) return 45002;
  if (fields.url !== null && !isFiled(account, fields.url)) return 45082;
  return null;
}

/**
 * Members may be null, empty or left out as the SDKs in use send them; `scene` may be a number or
 * a string. Which errcode WeChat gives for a missing member is not published: 47001 is assumed.
 */
function readFields(body: JsonObject): Fields | number {
  const data = body['data'];
  const content = isObject(data) ? data['content'] : undefined;
  const value = isObject(content) ? content['value'] : undefined;
  const color = isObject(content) ? content['color'] : undefined;
  const scene = readScene(body['scene']);
  const title = body['title'];
  if (scene === null || !isText(title) || !isText(value)) return 47001;
  if (!isOptionalText(color) || !isOptionalText(body['url'])) return 47001;
  const miniprogram = readMiniprogram(body['miniprogram']);
  if (typeof miniprogram === 'number') return miniprogram;
  return {
    scene,
    title,
    content: value,
    color: color && /^#[0-9a-f]{6}$/i.test(color) ? color : null,
    url: body['url'] || null,
    miniprogram,
  };
}

function readMiniprogram(given: Json | undefined): Message['miniprogram'] | number {
  if (given === undefined || given === null) return null;
  if (!isObject(given)) return 47001;
  const { appid, pagepath } = given;
  if (!isOptionalText(appid) || !isOptionalText(pagepath)) return 47001;
  if (!appid && !pagepath) return null;
  if (!appid || !pagepath) return 40165;
  return { appid, pagepath };
}

function readScene(given: Json | undefined): number | null {
  const text = typeof given === 'number' ? String(given) : given;
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** A sub-domain of a filed domain was refused on record, so the host must be named itself. */
function isFiled(account: Account, url: string): boolean {
  if (account.icpDomains === undefined) return true;
  return URL.canParse(url) && account.icpDomains.includes(new URL(url).hostname);
}

function lengthOf(text: string, unit: Assumptions['lengthUnit']): number {
  switch (unit) {
    case 'codePoints':
      return [...text].length;
    case 'utf16Units':
      return text.length;
    case 'utf8Bytes':
      return Buffer.byteLength(text);
  }
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isOptionalText(value: Json | undefined): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
