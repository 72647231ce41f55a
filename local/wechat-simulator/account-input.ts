import { type Account, completeAccount, initialLimits, type Limits } from './accounts.ts';
import { isObject, type JsonObject } from './calls.ts';
import { BadInput, flag, optional, readBody, text, texts } from './control-input.ts';
import type { World } from './world.ts';

const fields = [
  'appid',
  'secret',
  'template_id',
  'name',
  'domains',
  'ipAllowList',
  'icpDomains',
  'permission',
  'limits',
];

/** `POST /_simulator/accounts`: changes an account, or adds one; null removes a list. */
export function readAccount(world: World, bodyText: string): Account {
  const body = readBody(bodyText, fields);
  const appid = text(body, 'appid', /^wx[0-9a-zA-Z]{4,30}$/, 'an appid such as wx0123456789abcdef');
  const before = world.accounts.get(appid);
  const secret = body['secret'] === undefined && before ? before.secret : text(body, 'secret');
  const template_id =
    body['template_id'] === undefined && before ? before.template_id : text(body, 'template_id');
  const account = completeAccount(
    {
      appid,
      secret,
      template_id,
      ...optional(body, 'name', text),
      ...optional(body, 'domains', readDomains),
      ...optional(body, 'permission', flag),
      ...(isSet(body, 'icpDomains') ? { icpDomains: readDomains(body, 'icpDomains') } : {}),
      ...(isSet(body, 'ipAllowList') ? { ipAllowList: readAddresses(body) } : {}),
      ...optional(body, 'limits', readLimits),
    },
    before,
  );
  const removed = ['icpDomains', 'ipAllowList'].filter((name) => body[name] === null);
  return Object.fromEntries(
    Object.entries(account).filter(([name]) => !removed.includes(name)),
  ) as Account;
}

function isSet(body: JsonObject, field: string): boolean {
  return body[field] !== undefined && body[field] !== null;
}

function readDomains(body: JsonObject, field: string): readonly string[] {
  return texts(body, field, /^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'hosts without scheme and path');
}

function readAddresses(body: JsonObject): readonly string[] {
  return texts(
    body,
    'ipAllowList',
    /^[0-9a-fA-F.:]+(\/(\d|[12]\d|3[0-2]))?$/,
    'addresses or ranges such as 203.0.113.0/24',
  );
}

function readLimits(body: JsonObject): Partial<Limits> {
  const given = body['limits'];
  const names = Object.keys(initialLimits);
  if (!isObject(given)) throw new BadInput('limits', given, `an object of ${names.join(', ')}`);
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name))
      throw new BadInput(`limits.${name}`, value, `left out: the limits are ${names.join(', ')}`);
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    if (value !== null && !isCount)
      throw new BadInput(`limits.${name}`, value, 'a whole number from 0, or null for no limit');
  }
  return given as Partial<Limits>;
}
