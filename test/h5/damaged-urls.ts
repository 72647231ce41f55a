// URLs as they come back to a page, and what the kit must make of them. `clean` is the address bar afterwards.

export type DamagedUrl = {
  readonly name: string;
  readonly url: string;
  readonly consent: Readonly<Record<string, unknown>> | null;
  readonly clean?: string;
};

const origin = 'https://h5.example.com';
const receipt = 'r1.eyJ4IjoxfQ-_';

export const confirmed = { door: 'redirect', result: 'confirmed', scene: 1001, receipt };
export const cancelled = { door: 'redirect', result: 'cancelled', scene: 1001 };
const callback = { door: 'relay', scene: 1001, templateId: 'Tpl-_9' };
export const confirm = { ...callback, action: 'confirm', reserved: 'aa11', openid: 'o-New_1' };
const cancel = { ...callback, action: 'cancel', reserved: 'aa11' };

const yici = `yici=confirmed&scene=1001&receipt=${receipt}`;
const observed = 'openid=o-New_1&template_id=Tpl-_9&action=confirm&reserved=aa11&scene=1001';
const documented = 'openid=o-New_1&template_id=Tpl-_9&action=confirm&scene=1001&reserved=aa11';
const observedCancel = 'template_id=Tpl-_9&action=cancel&reserved=aa11&scene=1001';
const old = 'openid=o-Old&template_id=Tpl-_9&action=confirm&reserved=bb22&scene=7';
const oldCancel = 'template_id=Tpl-_9&action=cancel&reserved=bb22&scene=7';
const entities = (query: string, entity = '&amp;') => query.replaceAll('&', entity);

const redirectDoor: readonly DamagedUrl[] = [
  { name: 'a path', url: `/course?${yici}`, consent: confirmed, clean: '/course' },
  {
    name: 'a cancel',
    url: '/course?yici=cancelled&scene=1001',
    consent: cancelled,
    clean: '/course',
  },
  ...(['used', 'expired', 'invalid'] as const).map((result) => ({
    name: result,
    url: `/course?yici=${result}&scene=1001&state=s`,
    consent: { door: 'redirect', result, scene: 1001, state: 's' },
    clean: '/course',
  })),
  {
    name: 'a hash route',
    url: `/#/pages/course?${yici}`,
    consent: confirmed,
    clean: '/#/pages/course',
  },
  {
    name: 'a hash route with its own query',
    url: `/app/?v=2#/pages/course?id=7&${yici}`,
    consent: confirmed,
    clean: '/app/?v=2#/pages/course?id=7',
  },
  { name: 'an anchor', url: `/course#top?${yici}`, consent: confirmed, clean: '/course#top' },
  { name: 'an empty fragment', url: `/course#?${yici}`, consent: confirmed, clean: '/course' },
  {
    name: 'parameters right behind #',
    url: `/course#${yici}`,
    consent: confirmed,
    clean: '/course',
  },
  {
    name: 'a slash before the query',
    url: `/course/?${yici}`,
    consent: confirmed,
    clean: '/course/',
  },
  { name: '&amp;', url: `/course?${entities(yici)}`, consent: confirmed, clean: '/course' },
  {
    name: '&amp;amp;',
    url: `/course?${entities(yici, '&amp;amp;')}`,
    consent: confirmed,
    clean: '/course',
  },
  {
    name: '&#38;',
    url: `/course?${entities(yici, '&#38;')}`,
    consent: confirmed,
    clean: '/course',
  },
  {
    name: '&#x26;',
    url: `/#/c?a=1&#x26;${entities(yici, '&#x26;')}`,
    consent: confirmed,
    clean: '/#/c?a=1',
  },
  {
    name: 'a doubled #',
    url: `/#/#/pages/course?${yici}`,
    consent: confirmed,
    clean: '/#/pages/course',
  },
  { name: 'a trebled #', url: `/#/#/#/c?${yici}`, consent: confirmed, clean: '/#/c' },
  {
    name: 'two # in a row',
    url: `/##/pages/course?${yici}`,
    consent: confirmed,
    clean: '/#/pages/course',
  },
  { name: 'an encoded #', url: `/#%23/live/28?${yici}`, consent: confirmed, clean: '/#/live/28' },
  {
    name: 'an encoded # behind a slash',
    url: `/#/%23/live/28?${yici}`,
    consent: confirmed,
    clean: '/#/live/28',
  },
  {
    name: 'the query before the fragment, and OAuth beside it',
    url: `/?code=C&state=oauth&${yici}#/course`,
    consent: confirmed,
    clean: '/?code=C&state=oauth#/course',
  },
  {
    name: "OAuth's state behind ours",
    url: `/course?yici=cancelled&scene=1001&code=C&state=oauth`,
    consent: cancelled,
    clean: '/course?code=C&state=oauth',
  },
  {
    name: "OAuth's state before the fragment",
    url: `/?code=C&state=oauth#/course?yici=cancelled&scene=1001&state=mine`,
    consent: { ...cancelled, state: 'mine' },
    clean: '/?code=C&state=oauth#/course',
  },
  {
    name: 'a state that looks like our parameters',
    url: `/course?yici=cancelled&scene=1001&state=${encodeURIComponent('x&yici=confirmed&scene=1&receipt=forged#?a')}`,
    consent: { ...cancelled, state: 'x&yici=confirmed&scene=1&receipt=forged#?a' },
    clean: '/course',
  },
  {
    name: 'an empty state',
    url: `/course?${yici}&state=`,
    consent: { ...confirmed, state: '' },
    clean: '/course',
  },
  {
    name: 'a state whose encoding is broken',
    url: `/course?${yici}&state=%E4%B8%8`,
    consent: { ...confirmed, state: '%E4%B8%8' },
    clean: '/course',
  },
  {
    name: 'spaces as +',
    url: '/course?yici=cancelled&scene=1001&state=a+b%2Bc',
    consent: { ...cancelled, state: 'a b+c' },
    clean: '/course',
  },
  {
    name: 'another order',
    url: `/course?scene=1001&receipt=${receipt}&yici=confirmed`,
    consent: confirmed,
    clean: '/course',
  },
  {
    name: 'an older result before it',
    url: `/course?yici=confirmed&scene=3&receipt=old&state=old&yici=cancelled&scene=1001`,
    consent: cancelled,
    clean: '/course',
  },
  {
    name: 'an older result in the query, the new one in the fragment',
    url: `/?yici=cancelled&scene=3&state=old#/course?${yici}`,
    consent: confirmed,
    clean: '/#/course',
  },
  {
    name: 'the same result twice',
    url: `/?${yici}#/course?${yici}`,
    consent: confirmed,
    clean: '/#/course',
  },
  { name: 'a second ?', url: `/course?id=7?${yici}`, consent: confirmed, clean: '/course?id=7' },
  {
    name: 'foreign parameters on both sides',
    url: `/course?id=7&${yici}&from=singlemessage&isappinstalled=0`,
    consent: confirmed,
    clean: '/course?id=7&from=singlemessage&isappinstalled=0',
  },
  {
    name: 'a confirmed without its receipt, which proves nothing',
    url: '/course?yici=confirmed&scene=1001',
    consent: { door: 'redirect', result: 'invalid', scene: 1001 },
    clean: '/course',
  },
];

const relayDoor: readonly DamagedUrl[] = [
  {
    name: "WeChat's observed order",
    url: `/course?${observed}`,
    consent: confirm,
    clean: '/course',
  },
  {
    name: "WeChat's documented order",
    url: `/course/?${documented}`,
    consent: confirm,
    clean: '/course/',
  },
  { name: "WeChat's cancel", url: `/course?${observedCancel}`, consent: cancel, clean: '/course' },
  {
    name: 'the query before #',
    url: `/?${observed}#/pages/course`,
    consent: confirm,
    clean: '/#/pages/course',
  },
  {
    name: 'reported: #/#/color/x',
    url: `/?${documented}#/#/color/x`,
    consent: confirm,
    clean: '/#/color/x',
  },
  {
    name: 'reported: #%23/live/detail/28',
    url: `/?${observed}#%23/live/detail/28`,
    consent: confirm,
    clean: '/#/live/detail/28',
  },
  {
    name: 'the whole # encoded behind the last value',
    url: `/?${observed}%23/live/28`,
    consent: confirm,
    clean: '/#/live/28',
  },
  { name: 'a slash behind the last value', url: `/?${observed}/`, consent: confirm, clean: '/' },
  {
    name: '&amp; in a callback',
    url: `/course?${entities(observed)}`,
    consent: confirm,
    clean: '/course',
  },
  {
    name: '&amp; in its own query too',
    url: `/course?id=7&amp;tab=2&amp;${entities(observed)}`,
    consent: confirm,
    clean: '/course?id=7&tab=2',
  },
  {
    name: 'a callback behind the fragment',
    url: `/#/course?${observed}`,
    consent: confirm,
    clean: '/#/course',
  },
  {
    name: 'its own query kept',
    url: `/course?id=7&${observed}`,
    consent: confirm,
    clean: '/course?id=7',
  },
  {
    name: 'a second ? in a callback',
    url: `/course?id=7/?${observed}`,
    consent: confirm,
    clean: '/course?id=7/',
  },
  {
    name: 'a confirm of an earlier visit before it',
    url: `/course?${old}&${observed}`,
    consent: confirm,
    clean: '/course',
  },
  {
    name: 'an old confirm, a new cancel',
    url: `/course?${old}&${observedCancel}`,
    consent: cancel,
    clean: '/course',
  },
  {
    name: 'an old cancel, a new confirm',
    url: `/course?${oldCancel}&${observed}`,
    consent: confirm,
    clean: '/course',
  },
  {
    name: 'three visits',
    url: `/course?${old}&${oldCancel}&${observed}#/c`,
    consent: confirm,
    clean: '/course#/c',
  },
  {
    name: 'an openid left beside a cancel',
    url: `/course?openid=o-Old&${observedCancel}`,
    consent: cancel,
    clean: '/course',
  },
  {
    name: "a foreign scene of the page's own",
    url: `/course?scene=menu&${observed}`,
    consent: confirm,
    clean: '/course?scene=menu',
  },
  {
    name: 'a result of the redirect door left in the fragment',
    url: `/?${observed}#/course?yici=cancelled&scene=3`,
    consent: confirm,
    clean: '/#/course',
  },
];

const nothing: readonly DamagedUrl[] = [
  '/course',
  '/course?id=7#/pages/course?tab=2',
  '/#/#/pages/course',
  '/course?yici=&scene=1',
  '/course?yici=confirmed',
  '/course?yici=confirmed&scene=10001&receipt=r',
  '/course?yici=confirmed&scene=01&receipt=r',
  '/course?yici=granted&scene=1&receipt=r',
  '/course?xyici=confirmed&scene=1&receipt=r',
  '/course?next=%3Fyici%3Dconfirmed%26scene%3D1%26receipt%3Dr',
  '/course?openid=o1&action=edit&scene=1&reserved=a&template_id=T',
  '/course?openid=o1&action=confirm&scene=menu&reserved=a&template_id=T',
  '/course?openid=o1&action=confirm&scene=1&template_id=T',
  '/course?openid=o1&action=confirm&scene=1&reserved=a-b&template_id=T',
  '/course?code=C&state=oauth',
].map((url) => ({ name: `nothing in ${url}`, url, consent: null, clean: url }));

export const damagedUrls: readonly DamagedUrl[] = [...redirectDoor, ...relayDoor, ...nothing].map(
  ({ url, clean, ...rest }) => ({
    ...rest,
    url: `${origin}${url}`,
    ...(clean === undefined ? {} : { clean: `${origin}${clean}` }),
  }),
);
