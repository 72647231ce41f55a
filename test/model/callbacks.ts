import type { EventParts } from '../support/http-events.ts';
import type { Answered } from './answers.ts';
import { returnTargets, type Service } from './service.ts';
import { type Callback, cookiesOf, expectSame, type World } from './world.ts';

/** Longer than any function keeps its copy of the sealing keys. */
const ringLivesForMs = 5 * 60_000;

type Values = Readonly<Record<string, string>>;

/** The request that a callback makes: the browser's, or the page's at the relay door. */
export const requestOf = (
  { link, person, url, isForgetful }: Callback,
  slash: boolean,
  forge: (values: Values) => Values = () => ({}),
): readonly [string, EventParts] => {
  const given = Object.fromEntries(url.searchParams);
  const path = url.pathname.replace('/consent/', '');
  const { path: forgedPath, ...values } = { path, ...given, ...forge(given) };
  if (link.door === 'redirect') {
    return [
      'GET /consent/{state+}',
      {
        path: { state: forgedPath + (slash ? '/' : '') },
        query: new URLSearchParams(values).toString(),
        cookies: isForgetful ? [] : cookiesOf(person),
      },
    ];
  }
  const knowsVerifier = person === link.owner && link.verifier !== undefined && !isForgetful;
  const verifier = knowsVerifier ? { verifier: link.verifier } : {};
  return ['POST /v1/consents', { body: { ...values, ...verifier } }];
};

export type Result = 'confirmed' | 'cancelled' | 'used' | 'expired' | 'invalid' | 'forged';

type Read = { readonly result: Result; readonly receipt: string | undefined };

/** What a callback came to, checked on the way: where it leads, and what it gives back. */
const readResult = ({ link }: Callback, answered: Answered): Read => {
  const { status, json } = answered;
  if (link.door === 'relay') {
    if (status === 403) return { result: 'invalid', receipt: undefined };
    if (status === 410) return { result: 'expired', receipt: undefined };
    expectSame('scene of a consent', json['scene'], link.scene);
    return { result: json['result'] as Result, receipt: json['receipt'] as string | undefined };
  }
  if (status === 400) return { result: 'forged', receipt: undefined };
  const location = answered.headers['location'] ?? '';
  const target = returnTargets[link.returnName as keyof typeof returnTargets];
  expectSame('start of the return target', location.startsWith(`${target}?`), true);
  const query = new URLSearchParams(location.slice(target.length));
  expectSame('scene of a return', query.get('scene'), String(link.scene));
  expectSame('state of a return', query.get('state') ?? undefined, link.callerState);
  return {
    result: query.get('yici') as Result,
    receipt: query.get('receipt') ?? undefined,
  };
};

/** What a callback may be answered, in the order in which the promise decides. */
const expected = (world: World, service: Service, callback: Callback): readonly Result[] => {
  const { link, person, action, isForgetful } = callback;
  const nowMs = service.clock.now();
  const retiredAtMs = service.keys.retiredAtMs.get(link.kid) ?? Number.POSITIVE_INFINITY;
  const unsealed: Result = link.door === 'redirect' ? 'forged' : 'invalid';
  if (nowMs >= retiredAtMs + ringLivesForMs) return [unsealed];

  const holds = person === link.owner && (link.isBound || !isForgetful);
  const genuine = (): Result => {
    if (nowMs >= link.expiresAtMs) return 'expired';
    if (action === 'cancel') return 'cancelled';
    return holds ? world.promise.expectConfirm(person.openid, link.scene, link.order) : 'invalid';
  };
  return nowMs < retiredAtMs ? [genuine()] : [genuine(), unsealed];
};

/** Holds an answered callback against the promise, and keeps in the promise what it has done. */
export const arrive = async (
  world: World,
  service: Service,
  callback: Callback,
  answered: Answered,
  store: 'ok' | 'before' | 'after',
): Promise<void> => {
  const { link, person } = callback;
  const nowMs = service.clock.now();
  const wanted = expected(world, service, callback);
  const confirm = () =>
    world.promise.confirm(person.openid, link.scene, {
      link: link.order,
      nowMs,
      assurance: link.isBound ? 'openid' : 'browser',
      callerState: link.callerState,
    });
  if (store !== 'ok') {
    expectSame('status while the table does not answer', answered.status, 503);
    // written all the same, and only its answer lost
    if (store === 'after') confirm();
    return;
  }
  const { result, receipt } = readResult(callback, answered);
  if (!wanted.includes(result)) {
    throw new Error(`${callback.action}: promised ${wanted.join(' or ')}, got ${result}`);
  }
  if (result !== 'confirmed') return;
  confirm();
  const credit = world.promise.find(person.openid, link.scene);
  if (receipt === undefined || credit === undefined) throw new Error('confirmed without a receipt');
  world.receipts.push({
    text: receipt,
    sealedAtMs: nowMs,
    shows: {
      openid: person.openid,
      scene: link.scene,
      callerState: credit.callerState,
      assurance: credit.assurance,
      confirmedAt: new Date(credit.confirmedAtMs).toISOString(),
    },
  });
};
