import {
  type Credit,
  type CreditLifetime,
  creditState,
  expiresAtMs,
  leaseEndMs,
  type RememberedSend,
} from '../../src/domain/credit.ts';
import { type Openid, parseOpenid } from '../../src/domain/openid.ts';
import { parseSceneText } from '../../src/domain/scene.ts';
import { type Answer, json, problem } from '../../src/entry/answer.ts';
import { readBody } from '../../src/entry/body.ts';
import type { CountAt } from '../../src/entry/count-at.ts';
import { type HttpHandler, type HttpRequest, httpHandler } from '../../src/entry/http.ts';
import type { Log, LogFields } from '../../src/entry/log.ts';
import type { EraseUser } from '../../src/use-cases/erase-user.ts';
import type { CreditStore } from '../../src/use-cases/ports.ts';
import type { ResolveSend } from '../../src/use-cases/resolve-send.ts';
import { resolution } from './schema.ts';

export type Deps = {
  readonly credits: Pick<CreditStore, 'find' | 'list'>;
  readonly resolveSend: ResolveSend;
  readonly eraseUser: EraseUser;
  readonly lifetimeMs: CreditLifetime;
  readonly pseudonym: (openid: Openid) => Promise<string>;
  readonly log: Log;
  readonly countAt: CountAt;
  readonly now: () => number;
};

type Serve = (deps: Deps, request: HttpRequest) => Promise<Answer>;

/** Reads, resolves and erases credits. */
export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler(deps, async (request) => {
    const serve = serves[request.routeKey];
    return serve === undefined ? problem({ code: 'not_found' }) : serve(deps, request);
  });

const list: Serve = async (deps, { path }) => {
  const credits = await deps.credits.list(parseOpenid(path['openid']));
  return json(200, { credits: credits.map((credit) => view(deps, credit)) });
};

const find: Serve = async (deps, { path }) => {
  const credit = await deps.credits.find(readKey(path));
  return credit === undefined ? noCredit : json(200, view(deps, credit));
};

const resolve: Serve = async (deps, { path, body, log }) => {
  const key = readKey(path);
  const request = { ...key, ...readBody(resolution, body) };
  // together: what has been done is not held up by a log field
  const [user, answer] = await Promise.all([deps.pseudonym(key.openid), deps.resolveSend(request)]);
  switch (answer.status) {
    case 'resolved': {
      const { sendId, delivered } = request;
      const fields = { user, scene: key.scene, sendId, delivered };
      log.info('credit.resolved', { ...fields, ...settled(deps, answer.settles) });
      return json(200, view(deps, answer.credit));
    }
    case 'no_credit':
      return noCredit;
    case 'not_unknown':
      return problem({
        code: 'not_unknown',
        detail: 'sendId must name the last send of this credit, and its outcome must be unknown',
      });
  }
};

const erase: Serve = async (deps, { path, log }) => {
  const openid = parseOpenid(path['openid']);
  const [user, { erased, unsettled }] = await Promise.all([
    deps.pseudonym(openid),
    deps.eraseUser(openid),
  ]);
  for (const send of unsettled) {
    log.info('credit.settled', { sendId: send.sendId, outcome: 'erased', ...settled(deps, send) });
  }
  log.info('credit.erased', { user, erased });
  return json(200, { erased });
};

/** Whoever ends a send in the table counts it: its own process will not, or has died. */
const settled = ({ countAt }: Deps, send: RememberedSend | undefined): LogFields =>
  send === undefined ? {} : countAt('CreditSettled', leaseEndMs(send.claimedAtMs));

const serves: Readonly<Record<string, Serve>> = {
  'GET /v1/users/{openid}/credits': list,
  'GET /v1/users/{openid}/credits/{scene}': find,
  'POST /v1/users/{openid}/credits/{scene}/resolution': resolve,
  'DELETE /v1/users/{openid}': erase,
};

const noCredit = problem({ code: 'no_credit', status: 404 });

const readKey = (path: HttpRequest['path']) => ({
  openid: parseOpenid(path['openid']),
  scene: parseSceneText(path['scene'] ?? ''),
});

/** A credit as it is shown: what is stored is counted, what is shown is derived. */
const view = ({ now, lifetimeMs }: Deps, credit: Credit) => {
  const expires = expiresAtMs(credit, lifetimeMs);
  return {
    scene: credit.scene,
    state: creditState(credit, now(), lifetimeMs),
    callerState: credit.callerState,
    assurance: credit.assurance,
    confirmedAt: new Date(credit.confirmedAtMs).toISOString(),
    expiresAt: expires === undefined ? undefined : new Date(expires).toISOString(),
    sendId: credit.lastSend?.sendId,
  };
};
