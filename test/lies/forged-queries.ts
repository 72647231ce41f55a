import { callbackNames, type Genuine, queryOf } from './callbacks.ts';
import type { Named } from './forged-reserved.ts';
import { mallory } from './two-doors.ts';

const percent = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** The whole query as an attacker spells it: none of these reads as the genuine callback. */
export const forgedQueries = ({ fields }: Genuine): readonly Named[] => {
  const query = queryOf(fields);
  const pairs = query.split('&');
  const twice = callbackNames.flatMap((name): readonly Named[] => {
    const value = encodeURIComponent(fields[name] ?? '');
    const other = name === 'openid' ? mallory : name === 'action' ? 'cancel' : '1';
    return [
      [`${name} twice, the same`, `${query}&${name}=${value}`],
      [`${name} twice, another behind`, `${query}&${name}=${other}`],
      [`${name} twice, another in front`, `${name}=${other}&${query}`],
      [`${name} twice, empty behind`, `${query}&${name}=`],
      [`${name} twice, bare in front`, `${name}&${query}`],
      [`${name} twice, its name encoded`, `${query}&${percent(name)}=${other}`],
      [
        `${name} twice, one letter of its name encoded`,
        `${query}&${percent(name.slice(0, 1))}${name.slice(1)}=${other}`,
      ],
      [`${name} twice, far apart`, `${name}=${other}&${'x=1&'.repeat(500)}${query}`],
      [`${name} under a name in capitals`, query.replace(`${name}=`, `${name.toUpperCase()}=`)],
      [`${name} as a list`, query.replace(`${name}=`, `${name}[]=`)],
      [`${name} as an encoded list`, query.replace(`${name}=`, `${name}%5B%5D=`)],
      [`${name} with a space in its name`, query.replace(`${name}=`, `+${name}=`)],
      [`${name} with NUL in its name`, query.replace(`${name}=`, `${name}%00=`)],
      [
        `${name} encoded twice`,
        query.replace(`${name}=${value}`, `${name}=${percent(value).replaceAll('%', '%25')}`),
      ],
      [`${name} in broken encoding`, query.replace(`${name}=${value}`, `${name}=%`)],
      [
        `${name} in broken encoding behind`,
        query.replace(`${name}=${value}`, `${name}=${value}%zz`),
      ],
      [`${name} in no UTF-8`, query.replace(`${name}=${value}`, `${name}=${value}%ff`)],
      [`${name} with an overlong NUL`, query.replace(`${name}=${value}`, `${name}=${value}%c0%80`)],
      [
        `${name} with half a surrogate`,
        query.replace(`${name}=${value}`, `${name}=${value}%ed%a0%80`),
      ],
      [`${name} with a line break`, query.replace(`${name}=${value}`, `${name}=${value}%0d%0a`)],
      [`${name} with %u`, query.replace(`${name}=${value}`, `${name}=%u0031${value}`)],
    ];
  });
  return [
    ...twice,
    ['nothing', ''],
    ['a question mark', '?'],
    ['ampersands', '&&&&'],
    ['equal signs', '===='],
    ['names alone', callbackNames.join('&')],
    ['a second question mark', `x=1?${query}`],
    ['separated by ;', pairs.join(';')],
    ['separated by &AMP;', pairs.join('&AMP;')],
    ['each twice, once in markup', [...pairs, ...pairs].join('&amp;')],
    ['one twice, once in markup', `${query}&amp;openid=${mallory}`],
    ["in markup, with another's openid", pairs.join('&amp;').replace(/openid=[^&]*/, 'openid=x')],
    ['separated by ,', pairs.join(',')],
    ['separated by %26', pairs.join('%26')],
    ['encoded as a whole', encodeURIComponent(query)],
    ['as JSON', encodeURIComponent(JSON.stringify(fields))],
    ['inside another parameter', `redirect=${encodeURIComponent(query)}`],
    ['behind a fragment', `%23${query}`],
    [
      'with a thousand parameters of each name',
      callbackNames.map((name) => `${name}=1&`.repeat(1_000)).join(''),
    ],
    ['__proto__', `__proto__[openid]=${mallory}&${pairs.slice(1).join('&')}`],
    ['constructor', `constructor.prototype.openid=${mallory}&${pairs.slice(1).join('&')}`],
  ];
};

/** The path variable as API Gateway hands it over, for a link whose segment is `state`. */
export const forgedStates = (state: string): readonly Named[] => {
  const base64url = (text: string) => Buffer.from(text).toString('base64url');
  return [
    ...[...state].map(
      (character, at): Named => [
        `character ${at} changed`,
        state.slice(0, at) + (character === 'A' ? 'B' : 'A') + state.slice(at + 1),
      ],
    ),
    ...[...state].map((_, at): Named => [`cut to ${at}`, state.slice(0, at)]),
    ...[
      'A',
      '=',
      '==',
      '.',
      ' ',
      '+',
      '\0',
      '\r\n',
      '?',
      '#',
      '%20',
      '%2F',
      ';',
      ':',
      '\\',
      '，',
    ].map((tail): Named => [`followed by ${JSON.stringify(tail)}`, state + tail]),
    ...['//', '///', '/x', '/../x', '/.', '/%2e%2e', `/${state}`].map(
      (tail): Named => [`followed by ${tail}`, state + tail],
    ),
    ...['/', '//', './', '../', ' ', 'x/', '//evil.example/', 'https://evil.example/'].map(
      (head): Named => [`after ${head}`, head + state],
    ),
    ['of another target', base64url('query:class_id=123')],
    ['without a state', base64url('plain')],
    ['with an empty state', base64url('plain:')],
    ['with another state', base64url('plain:class_id=124')],
    ['of a target that nobody has', base64url('evil:class_id=123')],
    ['of a URL', base64url('https://evil.example/')],
    ['of a target of every object', base64url('constructor')],
    ['of __proto__', base64url('__proto__:class_id=123')],
    ['of no UTF-8', Buffer.from([0xff, 0xfe, 0x3a, 0xff]).toString('base64url')],
    ['of 8 KB', base64url(`plain:${'x'.repeat(6_000)}`)],
    ['in standard base64', Buffer.from('plain:class_id=123?>').toString('base64')],
    ['decoded', 'plain:class_id=123'],
    ['in upper case', state.toUpperCase()],
    ['in lower case', state.toLowerCase()],
    ['nothing', ''],
    ['a slash', '/'],
    ['markup', '<script>alert(1)</script>'],
  ].filter(([, value]) => value !== state) as readonly Named[];
};

/** What another browser, or one that was tampered with, sends as its cookies. */
export const forgedCookies = (
  genuine: string,
): readonly (readonly [string, readonly string[]])[] => {
  const [name = '', secret = ''] = genuine.split('=');
  const other = 'f'.repeat(32);
  const bare = name.replace('__Host-', '');
  return [
    ['none', []],
    ['an empty one', [`${name}=`]],
    ['a bare name', [name]],
    ["another browser's", [`__Host-yici-ffffffff=${other}`]],
    ["another browser's under this one's name", [`${name}=${other}`]],
    ['zeros', [`__Host-yici-00000000=${'0'.repeat(32)}`]],
    ['cut by one', [`${name}=${secret.slice(1)}`]],
    ['one digit more', [`${name}=${secret}0`]],
    ['in upper case', [`${name}=${secret.toUpperCase()}`]],
    ['quoted', [`${name}="${secret}"`]],
    ['with a space', [`${name}= ${secret}`]],
    ['with NUL', [`${name}=${secret}\0`]],
    ['with attributes', [`${name}=${secret}, Path=/`]],
    ['percent-encoded', [`${name}=%${secret.charCodeAt(0).toString(16)}${secret.slice(1)}`]],
    ['under a name without its prefix', [`${bare}=${secret}`]],
    ['under a name without its own digits', [`__Host-yici=${secret}`, `__Host-yici-=${secret}`]],
    ["under another secret's name", [`__Host-yici-ffffffff=${secret}`]],
    ['under a name in capitals', [`${name.toUpperCase()}=${secret}`]],
    ['under a name of a similar prefix', [`__Secure-${bare}=${secret}`]],
    ['two of others', [`__Host-yici-ffffffff=${other}`, `__Host-yici-00000000=${'0'.repeat(32)}`]],
    ['inside another cookie', [`a=${name}=${secret}`]],
    ['joined by a comma', [`${name}=${other},${name}=${secret}`]],
    ['full-width', [`${name}=${secret.replace(/^./, '１')}`]],
    [
      'a hundred',
      Array.from(
        { length: 100 },
        (_, n) =>
          `__Host-yici-${String(n).padStart(8, '0')}=${String(n).padStart(8, '0')}${'0'.repeat(24)}`,
      ),
    ],
  ];
};
