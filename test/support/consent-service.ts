import { createHandler as createConfirmLinkHandler } from '../../functions/create-confirm-link/handler.ts';
import { createHandler as createReceiptHandler } from '../../functions/open-receipt/handler.ts';
import { createHandler as createConsentHandler } from '../../functions/record-consent/handler.ts';
import { createHandler as createStartHandler } from '../../functions/start-consent/handler.ts';
import type { OutsideRule } from '../../functions/start-consent/help-page.ts';
import type { Assurance } from '../../src/domain/assurance.ts';
import type { KeyRing } from '../../src/domain/key-ring.ts';
import { browserCookie } from '../../src/entry/browser-cookie.ts';
import { createConfirmLink, type LinkSettings } from '../../src/use-cases/create-confirm-link.ts';
import { recordConsent } from '../../src/use-cases/record-consent.ts';
import { aClock, aRing, openid } from './builders.ts';
import { capturedOutput } from './captured-output.ts';
import { aContext, anEvent, type EventParts } from './http-events.ts';
import { memoryCredits } from './memory-credits.ts';

export const wechatPhone = 'Mozilla/5.0 (iPhone) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d)';

const returnTargets = {
  course: 'https://h5.example.com/course',
  query: 'https://h5.example.com/?lang=zh',
  hash: 'https://h5.example.com/#/pages/course',
  both: 'https://h5.example.com/?a=1#/p?b=2',
};

type Changes = {
  readonly settings?: Partial<LinkSettings>;
  readonly outside?: Partial<OutsideRule>;
  readonly minimumAssurance?: Assurance;
  readonly ring?: KeyRing;
};

/** The handlers from link to receipt, on real use cases and on credits in memory. */
export const aConsentService = (changes: Changes = {}) => {
  const clock = aClock();
  const output = capturedOutput();
  const memory = memoryCredits();
  const calls = { store: 0, ring: 0 };
  const settings: LinkSettings = {
    appid: 'wx0123456789abcdef',
    templateId: 'template-1',
    publicBaseUrl: 'https://yici.example.com/base',
    returnTargets,
    scenes: [],
    ...changes.settings,
  };
  let randoms = 0;
  const random = (bytes: number) => {
    randoms += 1;
    return Buffer.alloc(bytes, randoms);
  };
  const keyRing = async () => {
    calls.ring += 1;
    return changes.ring ?? aRing();
  };
  const edge = { log: output.log, now: clock.now };
  const links = createConfirmLink({ settings, keyRing, now: clock.now, random });
  const cookie = browserCookie(settings.publicBaseUrl ?? 'https:');
  const newSecret = () => random(16).toString('hex');
  const wechatPageUrl = 'https://mp.weixin.qq.com';

  const start = createStartHandler({
    ...edge,
    createConfirmLink: links,
    cookie,
    newBrowserSecret: newSecret,
    lifetimeSeconds: 1_800,
    outside: { outsideWechat: 'help', desktopWechat: 'qr', ...changes.outside },
    publicBaseUrl: settings.publicBaseUrl ?? '',
    wechatPageUrl,
  });
  const create = createConfirmLinkHandler({
    ...edge,
    createConfirmLink: links,
    newVerifier: newSecret,
    lifetimeSeconds: 1_800,
    hasRedirectDoor: settings.publicBaseUrl !== undefined,
    wechatPageUrl,
  });
  const consent = createConsentHandler({
    ...edge,
    recordConsent: recordConsent({
      appid: settings.appid,
      templateId: settings.templateId,
      minimumAssurance: changes.minimumAssurance ?? 'browser',
      keyRing,
      credits: {
        record: (given) => {
          calls.store += 1;
          return memory.record(given);
        },
      },
      now: clock.now,
      random,
    }),
    returnTargets: settings.returnTargets,
    cookie,
    pseudonym: async () => 'pseudonym-1',
  });
  const receipt = createReceiptHandler({ ...edge, appid: settings.appid, keyRing });
  const handlers = {
    'GET /subscribe': start,
    'POST /v1/confirm-links': create,
    'POST /v1/users/{openid}/confirm-links': create,
    'GET /consent/{state+}': consent,
    'POST /v1/consents': consent,
    'POST /v1/receipts': receipt,
  };
  const call = async (route: keyof typeof handlers, parts: EventParts = {}) => {
    const {
      statusCode,
      headers = {},
      cookies = [],
      body = '',
    } = await handlers[route](anEvent(route, parts), aContext());
    return { statusCode, headers, cookies, body, location: String(headers['location'] ?? '') };
  };
  return { call, clock, output, credits: memory, calls };
};

export type ConsentService = ReturnType<typeof aConsentService>;

/** What the user's browser brings back from WeChat, in the observed order. */
export const callbackOf = (
  confirmLink: string,
  { action = 'confirm', ...changes }: Readonly<Record<string, string>> = {},
  consentPath = '/base/consent/',
): { readonly path: { readonly state: string }; readonly query: string } => {
  const link = new URL(confirmLink).searchParams;
  const values = {
    ...(action === 'confirm' ? { openid } : {}),
    template_id: link.get('template_id') ?? '',
    action,
    reserved: link.get('reserved') ?? '',
    scene: link.get('scene') ?? '',
    ...changes,
  };
  const state = new URL(link.get('redirect_url') ?? '').pathname.replace(consentPath, '');
  return { path: { state }, query: new URLSearchParams(values).toString() };
};

/** Opens the confirm link in WeChat's browser; the cookie is what the browser then keeps. */
export const startIn = async (
  service: ConsentService,
  query = 'scene=1001&return=course&state=class_id%3D123',
) => {
  const { location, cookies } = await service.call('GET /subscribe', {
    query,
    headers: { 'user-agent': wechatPhone },
  });
  return { link: location, cookies: cookies.map((cookie) => cookie.split(';')[0] ?? '') };
};
