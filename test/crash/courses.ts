// Which calls each course of events makes, in their order. Crash points are made of these, and a
// test looks that they are the calls that are really made.
import type { Step } from './points.ts';

export type ConsentEffect = 'recorded';
export type SendEffect = 'claimed' | 'delivered' | 'ended';
export type RefreshEffect = 'locked' | 'fetched' | 'forced' | 'stored' | 'unlocked';
export type CreditsEffect = 'done';

const sendPath = '/cgi-bin/message/template/subscribe';
export const tokenPath = '/cgi-bin/stable_token';

const readRing = { call: 'ssm GetParameter sealing-keys' } as const;
const readPseudonym = { call: 'ssm GetParameter pseudonym-key' } as const;
const readToken = { call: 'ssm GetParameter access-token' } as const;
const connect = { call: 'wechat connect' } as const;

export const linkSteps = [readRing] as const;

export const consentSteps: readonly Step<ConsentEffect>[] = [
  readRing,
  readPseudonym,
  { call: 'credits record', effect: 'recorded' },
];

const init = [readPseudonym, readToken, connect] as const;
const claim = { call: 'credits claim', effect: 'claimed' } as const;
const refusedClaim = { call: 'credits claim' } as const;
const post = { call: `wechat POST ${sendPath}` } as const;
const delivery = { ...post, effect: 'delivered' } as const;
const settle = { call: 'credits settle', effect: 'ended' } as const;
const release = { call: 'credits release', effect: 'ended' } as const;
const reopen = { call: 'credits reopen', effect: 'claimed' } as const;
const refresh = { call: 'lambda Invoke refresh-access-token' } as const;

export const sendSteps = {
  'a message that is sent': [...init, claim, delivery, settle],
  'a message that WeChat asks to send later': [...init, claim, post, release],
  'a message that WeChat refuses': [...init, claim, post, settle],
  'a message whose answer is lost': [...init, claim, delivery, settle],
  'a message whose token is refused': [
    ...init,
    claim,
    post,
    readToken,
    refresh,
    readToken,
    delivery,
    settle,
  ],
  'a message for which there is no token': [
    ...init,
    readToken,
    readToken,
    refresh,
    readToken,
    claim,
    delivery,
    settle,
  ],
  'a message for which no token can be had': [
    ...init,
    readToken,
    readToken,
    refresh,
    { call: 'credits find' },
  ],
  'a message of a credit that remembers as many keys as it can': [
    ...init,
    refusedClaim,
    claim,
    delivery,
    settle,
  ],
  'a message whose credit another one has claimed since': [
    ...init,
    claim,
    delivery,
    { call: 'credits settle' },
    { call: 'credits settleLate', effect: 'ended' },
  ],
  'a key that is repeated': [...init, refusedClaim],
  'a question about an unknown send that did not arrive': [
    ...init,
    refusedClaim,
    reopen,
    delivery,
    settle,
  ],
  'a question about an unknown send that did arrive': [...init, refusedClaim, reopen, post, settle],
} as const satisfies Readonly<Record<string, readonly Step<SendEffect>[]>>;

const lock = { call: 'locks take', effect: 'locked' } as const;
const count = { call: 'locks countForce' } as const;
const readSecret = { call: 'ssm GetParameter appsecret' } as const;
const fetchToken = { call: `wechat POST ${tokenPath}`, effect: 'fetched' } as const;
const fetchPlainToken = { call: 'wechat GET /cgi-bin/token', effect: 'fetched' } as const;
const force = { call: `wechat POST ${tokenPath}`, effect: 'forced' } as const;
const store = { call: 'ssm PutParameter access-token', effect: 'stored' } as const;
const unlock = { call: 'locks leave', effect: 'unlocked' } as const;

export const refreshSteps = {
  'a refresh when there is no token': [
    readToken,
    lock,
    readToken,
    readSecret,
    connect,
    fetchToken,
    store,
    unlock,
  ],
  // the day's first force: the count that goes on from an earlier one finds none
  'a refresh of a token that is refused though it is the latest': [
    readToken,
    lock,
    readToken,
    readSecret,
    connect,
    fetchToken,
    count,
    count,
    force,
    store,
    unlock,
  ],
  'a refresh by the older token call': [
    readToken,
    lock,
    readToken,
    readSecret,
    connect,
    fetchPlainToken,
    store,
    unlock,
  ],
  'a refresh of a token that is good': [readToken],
  'a full hour, when the token is good': [
    readToken,
    readToken,
    connect,
    { call: 'wechat POST /cgi-bin/openapi/quota/get' },
  ],
} as const satisfies Readonly<Record<string, readonly Step<RefreshEffect>[]>>;

const find = { call: 'credits find' } as const;
const list = { call: 'credits list' } as const;
const erase = { call: 'credits erase' } as const;

export const creditsSteps = {
  'a resolution': [readPseudonym, find, { call: 'credits resolve', effect: 'done' }],
  'a resolution after the user has confirmed again': [
    readPseudonym,
    find,
    { call: 'credits resolve' },
    { call: 'credits resolveSuperseded', effect: 'done' },
  ],
  'an erasure': [readPseudonym, list, erase, { ...erase, effect: 'done' }],
  // one of the two credits is erased again, by the ticket that was found
  'an erasure of a user who confirms meanwhile': [
    readPseudonym,
    list,
    erase,
    erase,
    { ...erase, effect: 'done' },
  ],
} as const satisfies Readonly<Record<string, readonly Step<CreditsEffect>[]>>;

/** All of them: of links, consents, sends, refreshes and credits. */
export const allCourses: readonly (readonly Step<string>[])[] = [
  linkSteps,
  consentSteps,
  ...Object.values(sendSteps),
  ...Object.values(refreshSteps),
  ...Object.values(creditsSteps),
];
