import fc from 'fast-check';
import type { Door } from '../../src/domain/ticket.ts';
import { arrive, requestOf } from './callbacks.ts';
import { type Command, command } from './command.ts';
import type { Service } from './service.ts';
import {
  type Callback,
  cookiesOf,
  expectSame,
  type Link,
  type Person,
  scenes,
  type World,
} from './world.ts';

/** What WeChat's browser on a phone calls itself. */
export const phone = 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d)';

const person = fc.nat({ max: 2 });
const scene = fc.constantFrom(...scenes);

type LinkWish = {
  readonly of: number;
  readonly scene: number;
  readonly door: Door;
  readonly isBound: boolean;
  readonly returnName: 'course' | 'hash';
  readonly callerState: string | undefined;
  readonly expiresIn: number | undefined;
};

/** A user, or the back end for one, asks for a link. */
export const links: fc.Arbitrary<Command> = fc
  .record<LinkWish>({
    of: person,
    scene,
    door: fc.constantFrom('redirect', 'redirect', 'relay'),
    isBound: fc.boolean(),
    returnName: fc.constantFrom('course', 'hash'),
    callerState: fc.option(fc.constantFrom('class_id=123', '课程&yici=confirmed', '#/?receipt=x'), {
      nil: undefined,
    }),
    expiresIn: fc.option(fc.constantFrom(60, 604_800), { nil: undefined }),
  })
  .map((wish) =>
    command(`link(${JSON.stringify(wish)})`, async (world, service) => {
      world.links.push(await makeLink(world, service, wish));
    }),
  );

const makeLink = async (world: World, service: Service, wish: LinkWish): Promise<Link> => {
  const owner = world.people[wish.of] ?? world.people[0];
  const issuedAtMs = service.clock.now();
  const { url, verifier, lifetimeSeconds } = await (wish.isBound
    ? bound(owner, service, wish)
    : wish.door === 'relay'
      ? relayed(service, wish)
      : subscribed(owner, service, wish));
  const kid = new URL(url).searchParams.get('reserved')?.slice(1, 3) ?? '';
  const signsFromMs = service.keys.signsFromMs.get(kid);
  if (signsFromMs === undefined || signsFromMs > issuedAtMs) {
    throw new Error(`key ${kid} sealed a link before its time`);
  }
  return {
    order: world.links.length + 1,
    url,
    door: wish.door,
    scene: wish.scene,
    returnName: wish.returnName,
    callerState: wish.door === 'relay' ? undefined : wish.callerState,
    owner,
    isBound: wish.isBound,
    verifier,
    kid,
    expiresAtMs: Math.ceil(issuedAtMs / 1000) * 1000 + lifetimeSeconds * 1000,
  };
};

const lifetimeSeconds = 1_800;

const subscribed = async (owner: Person, service: Service, wish: LinkWish) => {
  const state =
    wish.callerState === undefined ? '' : `&state=${encodeURIComponent(wish.callerState)}`;
  const answered = await service.ask('GET /subscribe', {
    query: `scene=${wish.scene}&return=${wish.returnName}${state}`,
    headers: { 'user-agent': phone },
    cookies: cookiesOf(owner),
  });
  expectSame('status of /subscribe', answered.status, 302);
  owner.cookie = answered.cookies[0]?.split(';')[0];
  return { url: answered.headers['location'] ?? '', verifier: undefined, lifetimeSeconds };
};

const relayed = async (service: Service, wish: LinkWish) => {
  const { status, json } = await service.ask('POST /v1/confirm-links', {
    body: { scene: wish.scene, return: wish.returnName },
  });
  expectSame('status of a relayed link', status, 201);
  return { url: String(json['confirmLink']), verifier: String(json['verifier']), lifetimeSeconds };
};

const bound = async ({ openid }: Person, service: Service, wish: LinkWish) => {
  const { scene: of, returnName, callerState, door, expiresIn } = wish;
  const state = door === 'relay' || callerState === undefined ? {} : { state: callerState };
  const expires = expiresIn === undefined ? {} : { expiresIn };
  const { status, json } = await service.ask('POST /v1/users/{openid}/confirm-links', {
    path: { openid },
    body: { scene: of, return: returnName, door, ...state, ...expires },
  });
  expectSame('status of a bound link', status, 201);
  return {
    url: String(json['confirmLink']),
    verifier: undefined,
    lifetimeSeconds: expiresIn ?? lifetimeSeconds,
  };
};

/** A link of the back end's for this user, confirmed at once. */
export const confirmAgain = async (
  world: World,
  service: Service,
  person: Person,
  of: number,
): Promise<void> => {
  const link = await makeLink(world, service, {
    of: world.people.indexOf(person),
    scene: of,
    door: 'redirect',
    isBound: true,
    returnName: 'course',
    callerState: undefined,
    expiresIn: undefined,
  });
  world.links.push(link);
  const url = service.account.tap(link.url, person.openid, 'confirm');
  const callback: Callback = { link, person, action: 'confirm', url, isForgetful: false };
  const answered = await service.ask(...requestOf(callback, false));
  await arrive(world, service, callback, answered, 'ok');
};
