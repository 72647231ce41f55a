import { InvalidInput } from '../../src/domain/errors.ts';
import { parseCallerState } from '../../src/domain/path-state.ts';
import { parseSceneText } from '../../src/domain/scene.ts';
import type { Answer } from '../../src/entry/answer.ts';
import { redirect } from '../../src/entry/answer.ts';
import type { BrowserCookie } from '../../src/entry/browser-cookie.ts';
import { type HttpHandler, httpHandler } from '../../src/entry/http.ts';
import type { Log } from '../../src/entry/log.ts';
import { languageOf } from '../../src/entry/pages.ts';
import { readQuery } from '../../src/entry/query.ts';
import type { CreateConfirmLink, LinkRequest } from '../../src/use-cases/create-confirm-link.ts';
import { confirmLink } from '../../src/wechat/confirm-link.ts';
import { whereabouts } from '../../src/wechat/user-agent.ts';
import { helpPage, needsHelp, type OutsideRule } from './help-page.ts';

export type Deps = {
  readonly createConfirmLink: CreateConfirmLink;
  readonly cookie: BrowserCookie;
  readonly newBrowserSecret: () => string;
  readonly lifetimeSeconds: number;
  readonly outside: OutsideRule;
  readonly publicBaseUrl: string;
  readonly wechatPageUrl: string;
  readonly log: Log;
  readonly now: () => number;
};

/** `GET /subscribe`: never expires as a link, so it is what goes into menus and QR codes. */
export const createHandler = (deps: Deps): HttpHandler =>
  httpHandler({ ...deps, pages: ['GET /subscribe'] }, async (request): Promise<Answer> => {
    const asked = readLink(request.rawQuery);
    const { scene } = asked;
    const secret = deps.cookie.read(request.cookies)[0] ?? deps.newBrowserSecret();
    const link = await deps.createConfirmLink({
      door: 'redirect',
      ...asked,
      holder: { kind: 'browser', secret },
      lifetimeSeconds: deps.lifetimeSeconds,
    });

    const place = whereabouts(request.headers['user-agent'] ?? '');
    if (needsHelp(deps.outside, place)) {
      // never the sealed link: it belongs to this browser
      const url = subscribeUrl(deps.publicBaseUrl, asked);
      return helpPage(languageOf(request.headers['accept-language']), place, url);
    }
    request.log.info('link.created', { scene });
    return redirect(confirmLink(deps.wechatPageUrl, link), [deps.cookie.set(secret)]);
  });

type Asked = Pick<LinkRequest, 'scene' | 'returnName' | 'callerState'>;

const readLink = (rawQuery: string): Asked => {
  const { scene, return: returnName, state } = readQuery(rawQuery, ['scene', 'return', 'state']);
  if (scene === undefined) throw new InvalidInput('scene is missing');
  if (returnName === undefined) throw new InvalidInput('return is missing');
  return {
    scene: parseSceneText(scene),
    returnName,
    callerState: state === undefined ? undefined : parseCallerState(state),
  };
};

/** Without what others have added to the query on its way: that could outgrow a QR code. */
const subscribeUrl = (baseUrl: string, { scene, returnName, callerState }: Asked): string => {
  const state = callerState === undefined ? '' : `&state=${encodeURIComponent(callerState)}`;
  return `${baseUrl}/subscribe?scene=${scene}&return=${encodeURIComponent(returnName)}${state}`;
};
