import type { Openid } from '../../src/domain/openid.ts';
import { decodePathState } from '../../src/domain/path-state.ts';
import { type ReturnResult, returnLocation } from '../../src/domain/return-target.ts';
import { type Answer, json, problem, redirect } from '../../src/entry/answer.ts';
import { readBody } from '../../src/entry/body.ts';
import type { BrowserCookie } from '../../src/entry/browser-cookie.ts';
import { type HttpHandler, type HttpRequest, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import { forgedPage, languageOf } from '../../src/entry/pages.ts';
import { readQuery } from '../../src/entry/query.ts';
import type {
  ConsentCallback,
  ConsentOutcome,
  RecordConsent,
} from '../../src/use-cases/record-consent.ts';
import { callbackParameters, parseCallback } from '../../src/wechat/consent-callback.ts';
import { consent } from './schema.ts';

export type Deps = {
  readonly recordConsent: RecordConsent;
  readonly returnTargets: Readonly<Record<string, string>>;
  readonly cookie: BrowserCookie;
  readonly pseudonym: (openid: Openid) => Promise<string>;
  readonly log: Log;
  readonly now: () => number;
};

const redirectDoor = 'GET /consent/{state+}';

export const createHandler = (deps: Deps): HttpHandler =>
  // a callback without its form holds no seal that could be read: nobody is told more than of a forged one
  httpHandler({ ...deps, pages: [redirectDoor], invalidPage: forgedPage }, (request) =>
    request.routeKey === redirectDoor ? fromWechat(deps, request) : fromPage(deps, request),
  );

/** The redirect door: WeChat sends the browser here. */
const fromWechat = async (deps: Deps, request: HttpRequest): Promise<Answer> => {
  // the documented callback is `redirect_url/?openid=...`: one slash may have been added
  const pathState = (request.path['state'] ?? '').replace(/\/$/, '');
  // not believed before the seal, which covers this segment, has been checked
  const { returnName, callerState } = decodePathState(pathState);
  const fields = parseCallback(readQuery(request.rawQuery, callbackParameters));
  const outcome = await record(deps, request, {
    ...fields,
    door: 'redirect',
    pathState,
    callerState,
    browserSecrets: deps.cookie.read(request.cookies),
  });
  if (outcome.result === 'forged') {
    return forgedPage(languageOf(request.headers['accept-language']));
  }
  const target = deps.returnTargets[returnName];
  // sealed by us, but the target has been taken out of the configuration since
  if (target === undefined) return forgedPage(languageOf(request.headers['accept-language']));
  const result: ReturnResult = { yici: outcome.result, scene: fields.scene, state: callerState };
  return redirect(
    returnLocation(
      target,
      outcome.result === 'confirmed' ? { ...result, receipt: outcome.receipt } : result,
    ),
  );
};

/** The relay door: the H5 page was redirect_url itself and reports what it found. */
const fromPage = async (deps: Deps, request: HttpRequest): Promise<Answer> => {
  const body = readBody(consent, request.body);
  const outcome = await record(deps, request, {
    door: 'relay',
    action: body.action,
    templateId: body.template_id,
    scene: body.scene,
    reserved: body.reserved,
    openid: body.openid,
    pathState: '',
    browserSecrets: body.verifier === undefined ? [] : [body.verifier],
  });
  switch (outcome.result) {
    case 'confirmed':
      return json(200, { result: 'confirmed', scene: body.scene, receipt: outcome.receipt });
    case 'cancelled':
    case 'used':
      return json(200, { result: outcome.result, scene: body.scene });
    case 'expired':
      return problem({
        code: 'ticket_expired',
        detail:
          'the link is past its time, or a newer one was confirmed; ask again by a fresh link',
      });
    case 'forged':
    case 'invalid':
      return problem({ code: 'ticket_invalid' });
  }
};

const record = async (
  deps: Deps,
  request: HttpRequest,
  callback: ConsentCallback,
): Promise<ConsentOutcome> => {
  const { scene, door, openid } = callback;
  // together: once a confirm is kept, no log field may hold up its answer
  const [user, outcome] = await Promise.all([
    openid && deps.pseudonym(openid),
    deps.recordConsent(callback),
  ]);
  const fields = { scene, door };
  switch (outcome.result) {
    case 'confirmed':
      request.log.info(outcome.first ? 'consent.recorded' : 'consent.repeated', { scene, user });
      return outcome;
    case 'cancelled':
      request.log.info('consent.cancelled', fields);
      return outcome;
    case 'used':
      request.log.info('consent.repeated', fields);
      return outcome;
    case 'forged':
    case 'invalid':
    case 'expired':
      request.log.warn('consent.refused', { ...fields, reason: outcome.result });
      return outcome;
  }
};
