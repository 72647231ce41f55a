import { readAccount } from './account-input.ts';
import { assumptionSettings } from './assumptions.ts';
import { isObject, parseJson } from './calls.ts';
import { liveChance } from './chances.ts';
import { type Tapped, tap } from './confirm.ts';
import {
  BadInput,
  flag,
  oneOf,
  openid,
  optional,
  readBody,
  text,
  wholeNumber,
} from './control-input.ts';
import { readFaultRule } from './fault-input.ts';
import { confirmPath, isQuirkFault, takeFault } from './faults.ts';
import { type HttpAnswer, type HttpRequest, json } from './http.ts';
import { phoneCookie, phoneOwner } from './phone-owner.ts';
import { quirkSettings } from './quirks.ts';
import type { SettingValue } from './settings.ts';
import { readSettings } from './settings-input.ts';
import { completeUser } from './users.ts';
import type { Change, World } from './world.ts';

type Controlled = { readonly answer: HttpAnswer; readonly changes: readonly Change[] };
type Control = (world: World, request: HttpRequest, nowMs: number) => Controlled;

/** What tests and the phone page may ask of the simulator. All of it is JSON. */
export const controls: ReadonlyMap<string, Control> = new Map<string, Control>([
  ['GET /_simulator/state', (world, _, nowMs) => ok(stateOf(world, nowMs))],
  [
    'GET /_simulator/settings',
    () => ok({ assumptions: assumptionSettings, quirks: quirkSettings }),
  ],
  ['GET /_simulator/inbox', inbox],
  ['GET /_simulator/chances', chances],
  ['GET /_simulator/calls', calls],
  ['GET /_simulator/faults', (world) => ok({ faults: world.faults })],
  ['POST /_simulator/users', saveUser],
  ['POST /_simulator/accounts', saveAccount],
  ['POST /_simulator/assumptions', setAssumptions],
  ['POST /_simulator/quirks', setQuirks],
  [
    'GET /_simulator/phone',
    (world, request) => ok({ openid: phoneOwner(world, request)?.openid ?? null }),
  ],
  ['POST /_simulator/phone', handOver],
  ['POST /_simulator/confirm', confirm],
  ['POST /_simulator/faults', addFault],
  ['DELETE /_simulator/faults', removeFaults],
  ['POST /_simulator/clock', advance],
  ['POST /_simulator/reset', () => ok({ reset: true }, [{ kind: 'reset' }])],
]);

export function control(world: World, request: HttpRequest, nowMs: number): Controlled {
  const found = controls.get(`${request.method} ${request.path}`);
  if (found === undefined) return { answer: unknownControl(request), changes: [] };
  try {
    return found(world, request, nowMs);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const { message, field, value, allowed } = error;
    return { answer: json(400, { error: message, field, value, allowed }), changes: [] };
  }
}

function unknownControl({ method, path }: HttpRequest): HttpAnswer {
  const known = [...controls.keys()];
  const elsewhere = known.filter((route) => route.endsWith(` ${path}`));
  if (elsewhere.length === 0)
    return json(404, { error: `no control ${method} ${path}`, allowed: known });
  return json(405, { error: `${path} does not take ${method}`, allowed: elsewhere });
}

function ok(body: object, changes: readonly Change[] = []): Controlled {
  return { answer: json(200, body), changes };
}

function stateOf(world: World, nowMs: number): object {
  return {
    now: new Date(nowMs).toISOString(),
    accounts: [...world.accounts.values()],
    users: [...world.users.values()],
    phone: world.phone,
    assumptions: world.assumptions,
    quirks: world.quirks,
  };
}

function inbox(world: World, request: HttpRequest): Controlled {
  const owner = askedUser(world, request);
  const messages = world.messages.filter((one) => owner === null || one.openid === owner);
  return ok({ messages });
}

function chances(world: World, request: HttpRequest, nowMs: number): Controlled {
  const owner = askedUser(world, request);
  const mine = (one: { readonly openid: string }) => owner === null || one.openid === owner;
  return ok({
    chances: [...world.chances.values()].filter(mine).map((chance) => ({
      ...chance,
      confirmedAt: new Date(chance.confirmedAt).toISOString(),
      sendable: liveChance(world, chance, nowMs) !== null,
    })),
    decisions: world.decisions
      .filter(mine)
      .map((decision) => ({ ...decision, at: new Date(decision.at).toISOString() })),
  });
}

function calls(world: World, request: HttpRequest): Controlled {
  const path = request.query.get('path');
  const last = request.query.get('last') ?? 'all';
  if (last !== 'all' && !/^[1-9]\d{0,4}$/.test(last))
    throw new BadInput('last', last, 'a whole number from 1 to 99999');
  const found = world.calls.filter((call) => path === null || call.path === path);
  return ok({ calls: last === 'all' ? found : found.slice(-Number(last)) });
}

function saveUser(world: World, request: HttpRequest): Controlled {
  const body = readBody(request.body, ['openid', 'name', 'subscribed', 'rejects', 'appid']);
  const input = {
    openid: openid(body, 'openid'),
    ...optional(body, 'name', text),
    ...optional(body, 'subscribed', flag),
    ...optional(body, 'rejects', flag),
    ...optional(body, 'appid', text),
  };
  const user = completeUser(input, world.users.get(input.openid));
  return ok({ user }, [{ kind: 'userSaved', user }]);
}

function saveAccount(world: World, request: HttpRequest): Controlled {
  const account = readAccount(world, request.body);
  return ok({ account }, [{ kind: 'accountSaved', account }]);
}

function setAssumptions(world: World, request: HttpRequest): Controlled {
  const given = readObject(request);
  const values = readSettings<World['assumptions']>(given, assumptionSettings, 'assumption');
  const changes = settingChanges('assumptionSet', values);
  return ok({ assumptions: { ...world.assumptions, ...values } }, changes);
}

function setQuirks(world: World, request: HttpRequest): Controlled {
  const values = readSettings<World['quirks']>(readObject(request), quirkSettings, 'quirk');
  const changes = settingChanges('quirkSet', values);
  return ok({ quirks: { ...world.quirks, ...values } }, changes);
}

function handOver(world: World, request: HttpRequest): Controlled {
  const owner = knownUser(world, openid(readBody(request.body, ['openid']), 'openid'));
  const { answer, changes } = ok({ openid: owner }, [{ kind: 'phoneHandedOver', openid: owner }]);
  const cookie = { 'Set-Cookie': `${phoneCookie}=${owner}; Path=/; SameSite=Lax` };
  return { answer: { ...answer, headers: { ...answer.headers, ...cookie } }, changes };
}

function confirm(world: World, request: HttpRequest, nowMs: number): Controlled {
  const body = readBody(request.body, ['url', 'openid', 'action']);
  const link = text(body, 'url', undefined, 'a confirm link');
  const url = URL.canParse(link) ? new URL(link) : null;
  if (url === null || url.pathname !== confirmPath)
    throw new BadInput('url', link, `a confirm link: https://<host>${confirmPath}?action=...`);
  const owner = knownUser(world, openid(body, 'openid'));
  const action = oneOf(body, 'action', ['confirm', 'cancel']);

  const taken = takeFault(world, confirmPath, isQuirkFault);
  const injected = taken.fault !== null && isQuirkFault(taken.fault) ? taken.fault.quirks : {};
  const quirks = { ...world.quirks, ...injected };
  const tapped: Tapped = tap(world, { url, openid: owner, action }, quirks, nowMs);
  if (!tapped.ok) return { answer: json(422, tapped.refused), changes: [] };
  const { location, hits, changes } = tapped;
  return ok({ location, hits }, [...taken.changes, ...changes]);
}

function addFault(world: World, request: HttpRequest): Controlled {
  const rule = readFaultRule(request.body, world.lastFaultId + 1);
  return ok({ fault: rule }, [{ kind: 'faultAdded', rule }]);
}

function removeFaults(world: World, request: HttpRequest): Controlled {
  const id = request.query.get('id');
  const found = world.faults.filter((rule) => id === null || String(rule.id) === id);
  if (id !== null && found.length === 0)
    throw new BadInput(
      'id',
      id,
      `one of ${world.faults.map((rule) => rule.id).join(', ') || 'none'}`,
    );
  const ids = found.map((rule) => rule.id);
  return ok({ removed: ids.length }, [{ kind: 'faultsRemoved', ids }]);
}

function advance(_: World, request: HttpRequest, nowMs: number): Controlled {
  const body = readBody(request.body, ['advanceSeconds']);
  const seconds = wholeNumber(body, 'advanceSeconds', { least: 0, most: 10 * 365 * 86_400 });
  const now = new Date(nowMs + seconds * 1000).toISOString();
  return ok({ now }, [{ kind: 'clockAdvanced', byMs: seconds * 1000 }]);
}

function settingChanges(
  kind: 'assumptionSet' | 'quirkSet',
  values: Readonly<Record<string, SettingValue>>,
): Change[] {
  return Object.entries(values).map(([name, value]) => ({ kind, name, value }));
}

function readObject(request: HttpRequest) {
  const body = parseJson(request.body);
  if (!isObject(body)) throw new BadInput('body', request.body.slice(0, 200), 'a JSON object');
  return body;
}

function askedUser(world: World, request: HttpRequest): string | null {
  const asked = request.query.get('openid');
  return asked === null ? null : knownUser(world, asked);
}

function knownUser(world: World, asked: string): string {
  if (world.users.has(asked)) return asked;
  throw new BadInput('openid', asked, `a known user: ${[...world.users.keys()].join(', ')}`);
}
