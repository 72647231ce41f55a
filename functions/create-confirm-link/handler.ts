import { InvalidInput } from '../../src/domain/errors.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { type Answer, json } from '../../src/entry/answer.ts';
import { readBody } from '../../src/entry/body.ts';
import { type HttpHandler, type HttpRequest, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import type { CreateConfirmLink, CreatedLink } from '../../src/use-cases/create-confirm-link.ts';
import { confirmLink } from '../../src/wechat/confirm-link.ts';
import { boundLink, publicLink } from './schema.ts';

export type Deps = {
  readonly createConfirmLink: CreateConfirmLink;
  readonly newVerifier: () => string;
  readonly lifetimeSeconds: number;
  /** Without a redirect door, bound links are for the relay. */
  readonly hasRedirectDoor: boolean;
  readonly wechatPageUrl: string;
  readonly log: Log;
  readonly now: () => number;
};

export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler(deps, (request) =>
    request.path['openid'] === undefined ? forAnyBrowser(deps, request) : forUser(deps, request),
  );

const forAnyBrowser = async (deps: Deps, request: HttpRequest): Promise<Answer> => {
  const body = readBody(publicLink, request.body);
  const verifier = deps.newVerifier();
  const link = await deps.createConfirmLink({
    door: 'relay',
    scene: body.scene,
    returnName: body.return,
    holder: { kind: 'browser', secret: verifier },
    lifetimeSeconds: deps.lifetimeSeconds,
  });
  request.log.info('link.created', { scene: body.scene });
  return json(201, { ...created(deps, link), verifier });
};

const forUser = async (deps: Deps, request: HttpRequest): Promise<Answer> => {
  const openid = parseOpenid(request.path['openid']);
  const body = readBody(boundLink, request.body);
  const door = body.door ?? (deps.hasRedirectDoor ? 'redirect' : 'relay');
  if (door === 'relay' && body.state !== undefined) {
    throw new InvalidInput('state must be left out at the relay door: the page keeps its own');
  }
  const link = await deps.createConfirmLink({
    door,
    scene: body.scene,
    returnName: body.return,
    callerState: body.state,
    holder: { kind: 'openid', openid },
    lifetimeSeconds: body.expiresIn ?? deps.lifetimeSeconds,
  });
  request.log.info('link.created', { scene: body.scene });
  return json(201, created(deps, link));
};

const created = (deps: Deps, link: CreatedLink) => ({
  confirmLink: confirmLink(deps.wechatPageUrl, link),
  expiresAt: new Date(link.expiresAtMs).toISOString(),
});
