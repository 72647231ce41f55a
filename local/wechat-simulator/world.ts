import { type Account, type AccountInput, completeAccount, demoAccount } from './accounts.ts';
import { type Assumptions, initialAssumptions } from './assumptions.ts';
import type { Call } from './calls.ts';
import type { Chance, Decision } from './chances.ts';
import type { FaultRule } from './faults.ts';
import type { Message } from './messages.ts';
import { initialQuirks, type Quirks } from './quirks.ts';
import type { Counter } from './quota.ts';
import type { SettingValue } from './settings.ts';
import type { AccessToken } from './tokens.ts';
import { completeUser, demoUsers, type User, type UserInput } from './users.ts';

/** Everything the simulator knows. Only `apply` changes it; everyone else sees a `World`. */
export type MutableWorld = {
  clockOffsetMs: number;
  accounts: Map<string, Account>;
  users: Map<string, User>;
  /** The openid of whoever holds the phone, where no cookie or `_openid` says otherwise. */
  phone: string;
  assumptions: Assumptions;
  quirks: Quirks;
  chances: Map<string, Chance>;
  decisions: Decision[];
  messages: Message[];
  tokens: Map<string, AccessToken>;
  /** The newest token of each line, by `<line> <appid>`. */
  newestTokens: Map<string, string>;
  counters: Map<string, Counter>;
  faults: FaultRule[];
  lastFaultId: number;
  calls: Call[];
};

export type World = {
  readonly [Key in keyof MutableWorld]: MutableWorld[Key] extends Map<string, infer Thing>
    ? ReadonlyMap<string, Thing>
    : Readonly<MutableWorld[Key]>;
};

/** One thing that happened. A request's changes are kept or lost together. */
export type Change =
  | { readonly kind: 'clockAdvanced'; readonly byMs: number }
  | { readonly kind: 'accountSaved'; readonly account: Account }
  | { readonly kind: 'userSaved'; readonly user: User }
  | { readonly kind: 'phoneHandedOver'; readonly openid: string }
  | { readonly kind: 'assumptionSet'; readonly name: string; readonly value: SettingValue }
  | { readonly kind: 'quirkSet'; readonly name: string; readonly value: SettingValue }
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'chanceSaved'; readonly key: string; readonly chance: Chance }
  | { readonly kind: 'messageDelivered'; readonly message: Message }
  | { readonly kind: 'tokenSaved'; readonly token: AccessToken; readonly newest: boolean }
  | { readonly kind: 'counterSaved'; readonly key: string; readonly counter: Counter }
  | { readonly kind: 'faultAdded'; readonly rule: FaultRule }
  | { readonly kind: 'faultSaved'; readonly rule: FaultRule }
  | { readonly kind: 'faultsRemoved'; readonly ids: readonly number[] }
  | { readonly kind: 'called'; readonly call: Call }
  | { readonly kind: 'reset' };

export type WorldInput = {
  readonly accounts?: readonly AccountInput[] | undefined;
  readonly users?: readonly UserInput[] | undefined;
};

export function initialWorld(input: WorldInput): MutableWorld {
  const accounts = (input.accounts ?? [demoAccount]).map((account) => completeAccount(account));
  const users = (input.users ?? demoUsers).map((user) => completeUser(user));
  return {
    clockOffsetMs: 0,
    accounts: new Map(accounts.map((account) => [account.appid, account])),
    users: new Map(users.map((user) => [user.openid, user])),
    phone: users[0]?.openid ?? '',
    assumptions: initialAssumptions(),
    quirks: initialQuirks(),
    chances: new Map(),
    decisions: [],
    messages: [],
    tokens: new Map(),
    newestTokens: new Map(),
    counters: new Map(),
    faults: [],
    lastFaultId: 0,
    calls: [],
  };
}

/** How many calls and decisions are remembered; a rid can be looked up as long as its call is. */
const kept = { calls: 2000, decisions: 1000 };

export function apply(world: MutableWorld, change: Change, input: WorldInput): void {
  switch (change.kind) {
    case 'clockAdvanced':
      world.clockOffsetMs += change.byMs;
      return;
    case 'accountSaved':
      world.accounts.set(change.account.appid, change.account);
      return;
    case 'userSaved':
      world.users.set(change.user.openid, change.user);
      return;
    case 'phoneHandedOver':
      world.phone = change.openid;
      return;
    case 'assumptionSet':
      world.assumptions = { ...world.assumptions, [change.name]: change.value };
      return;
    case 'quirkSet':
      world.quirks = { ...world.quirks, [change.name]: change.value };
      return;
    case 'decided':
      remember(world.decisions, change.decision, kept.decisions);
      return;
    case 'chanceSaved':
      world.chances.set(change.key, change.chance);
      return;
    case 'messageDelivered':
      world.messages.push(change.message);
      return;
    case 'tokenSaved':
      saveToken(world, change.token, change.newest);
      return;
    case 'counterSaved':
      world.counters.set(change.key, change.counter);
      return;
    case 'faultAdded':
      world.faults.push(change.rule);
      world.lastFaultId = change.rule.id;
      return;
    case 'faultSaved':
      world.faults = world.faults.map((rule) => (rule.id === change.rule.id ? change.rule : rule));
      return;
    case 'faultsRemoved':
      world.faults = world.faults.filter((rule) => !change.ids.includes(rule.id));
      return;
    case 'called':
      remember(world.calls, change.call, kept.calls);
      return;
    case 'reset':
      Object.assign(world, initialWorld(input));
      return;
  }
}

/** What need not be kept: access_tokens that nobody could still take for one that just ended. */
export function forgetOldTokens(world: MutableWorld, nowMs: number): void {
  const weekAgoMs = nowMs - 7 * 86_400_000;
  for (const [value, token] of world.tokens) {
    if (token.expiresAt < weekAgoMs) world.tokens.delete(value);
  }
}

function saveToken(world: MutableWorld, token: AccessToken, newest: boolean): void {
  world.tokens.set(token.value, token);
  if (newest) world.newestTokens.set(`${token.line} ${token.appid}`, token.value);
}

function remember<Thing>(list: Thing[], one: Thing, count: number): void {
  list.push(one);
  if (list.length >= 2 * count) list.splice(0, list.length - count);
}
