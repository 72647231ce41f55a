import type { EventParts } from '../support/http-events.ts';
import { type Answered, alice, settings, type TwoDoors } from './two-doors.ts';

/** What WeChat adds to redirect_url, in the observed order. */
export const callbackNames = ['openid', 'template_id', 'action', 'reserved', 'scene'] as const;
export type CallbackName = (typeof callbackNames)[number];
export type Fields = Readonly<Partial<Record<CallbackName, string>>>;

export type Asked = {
  readonly scene?: number;
  readonly target?: string;
  readonly state?: string;
  /** The openid that the link is bound to. */
  readonly boundTo?: string;
};

/** A callback exactly as an honest user of this link brings it back. */
export type Genuine = {
  readonly door: 'redirect' | 'relay';
  readonly fields: Fields & { readonly reserved: string };
  /** The path segment; empty at the relay. */
  readonly state: string;
  /** `name=value` (redirect door, public link). */
  readonly cookies: readonly string[];
  /** (relay door, public link) */
  readonly verifier: string | undefined;
};

const fieldsOf = (link: URLSearchParams) => ({
  openid: alice,
  template_id: link.get('template_id') ?? '',
  action: 'confirm',
  reserved: link.get('reserved') ?? '',
  scene: link.get('scene') ?? '',
});

/** A link of the redirect door, and the callback that an honest user makes of it. */
export const atRedirectDoor = async (
  doors: TwoDoors,
  { scene = 1001, target = 'plain', state, boundTo }: Asked = {},
): Promise<Genuine> => {
  // two links of one millisecond are ordered by chance
  doors.clock.advance(1);
  const stated = state === undefined ? {} : { state };
  const asked: Readonly<Record<string, string>> = {
    scene: String(scene),
    return: target,
    ...stated,
  };
  const { location, cookies, body } =
    boundTo === undefined
      ? await doors.call('GET /subscribe', { query: new URLSearchParams(asked).toString() })
      : await bound(doors, boundTo, { scene, return: target, ...stated, door: 'redirect' });
  const link = new URL(location || String(JSON.parse(body).confirmLink)).searchParams;
  return {
    door: 'redirect',
    fields: fieldsOf(link),
    state: new URL(link.get('redirect_url') ?? '').pathname.replace('/consent/', ''),
    cookies: cookies.map((cookie) => cookie.split(';')[0] ?? ''),
    verifier: undefined,
  };
};

/** The same at the relay door. */
export const atRelayDoor = async (
  doors: TwoDoors,
  { scene = 1001, target = 'plain', boundTo }: Asked = {},
): Promise<Genuine> => {
  doors.clock.advance(1);
  const { body } =
    boundTo === undefined
      ? await doors.call('POST /v1/confirm-links', { body: { scene, return: target } })
      : await bound(doors, boundTo, { scene, return: target, door: 'relay' });
  const { confirmLink, verifier } = JSON.parse(body);
  return {
    door: 'relay',
    fields: fieldsOf(new URL(confirmLink).searchParams),
    state: '',
    cookies: [],
    verifier,
  };
};

const bound = (doors: TwoDoors, openid: string, body: unknown): Promise<Answered> =>
  doors.call('POST /v1/users/{openid}/confirm-links', { path: { openid }, body });

export const queryOf = (fields: Fields): string =>
  callbackNames
    .flatMap((name) => {
      const value = fields[name];
      return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
    })
    .join('&');

/** What arrives at `GET /consent/{state+}`. */
export const redirectParts = (
  { fields, state, cookies }: Genuine,
  changes: {
    readonly query?: string;
    readonly state?: string;
    readonly cookies?: readonly string[];
  } = {},
): EventParts => ({
  query: changes.query ?? queryOf(fields),
  path: { state: changes.state ?? state },
  cookies: changes.cookies ?? cookies,
});

/** What the H5 page posts to `/v1/consents`. */
export const relayBody = ({ fields, verifier }: Genuine): Readonly<Record<string, unknown>> => ({
  ...fields,
  ...(verifier === undefined ? {} : { verifier }),
});

/** Sends the honest callback. */
export const report = (doors: TwoDoors, genuine: Genuine): Promise<Answered> =>
  genuine.door === 'redirect'
    ? doors.call('GET /consent/{state+}', redirectParts(genuine))
    : doors.call('POST /v1/consents', { body: relayBody(genuine) });

/** What the return target is told: its parameters, from the fragment where it has one. */
export const told = ({ location }: Answered): Readonly<Record<string, string>> => {
  const target = Object.values(settings.returnTargets).find((url) => location.startsWith(url));
  if (target === undefined) throw new Error(`not one of the return targets: ${location}`);
  return Object.fromEntries(new URLSearchParams(location.slice(target.length + 1)));
};
