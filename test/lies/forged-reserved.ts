import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { keyRing } from '../../src/domain/key-ring.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { type Sealed, sealTicket } from '../../src/domain/ticket.ts';
import { startMs } from '../support/builders.ts';
import { alice, secrets, settings } from './two-doors.ts';

export type Named = readonly [name: string, value: string];

/** Where a ticket's parts lie: version, kid, kind, issued at, expiry, nonce, holder, MAC. */
const parts = {
  version: [0, 1],
  kid: [1, 3],
  kind: [3, 4],
  issuedAt: [4, 16],
  expiry: [16, 24],
  nonce: [24, 44],
  holder: [44, 60],
  mac: [60, 124],
} as const;

const hex = [...'0123456789abcdef'];
const put = (text: string, at: number, piece: string) =>
  text.slice(0, at) + piece + text.slice(at + piece.length);

/** One digit changed, everywhere; every other version and kind; far dates. */
const changed = (reserved: string): readonly Named[] => [
  ...[...reserved].map((digit, at): Named => {
    const other = hex[(hex.indexOf(digit) + 1) % 16] ?? '0';
    return [`digit ${at} changed`, put(reserved, at, other)];
  }),
  ...(['version', 'kind'] as const).flatMap((part) =>
    hex
      .filter((digit) => digit !== reserved[parts[part][0]])
      .map((digit): Named => [`${part} ${digit}`, put(reserved, parts[part][0], digit)]),
  ),
  ['a kid that nobody has', put(reserved, 1, 'ff')],
  ['the kid of our other key', put(reserved, 1, reserved.slice(1, 3) === '01' ? '02' : '01')],
  ['no expiry', put(reserved, 16, 'ffffffff')],
  ['expiry 0', put(reserved, 16, '00000000')],
  ['issued tomorrow', put(reserved, 4, (startMs + 86_400_000).toString(16).padStart(12, '0'))],
  ['holder zeros', put(reserved, 44, '0'.repeat(16))],
  ['MAC zeros', put(reserved, 60, '0'.repeat(64))],
  ['all zeros', '0'.repeat(124)],
];

/** Cut anywhere, and longer than it was. */
const resized = (reserved: string): readonly Named[] => [
  ...Array.from({ length: 123 }, (_, n): Named => [`cut to ${n + 1}`, reserved.slice(0, n + 1)]),
  ...['0', 'a', 'A', ' ', '.', '=', '\n', '\r\n', '\0', '\u200b', '\ufeff', '/', '0000'].map(
    (tail): Named => [`followed by ${JSON.stringify(tail)}`, reserved + tail],
  ),
  ...[' ', '\n', '\0', '\ufeff', '0x', '+'].map(
    (head): Named => [`after ${JSON.stringify(head)}`, head + reserved],
  ),
  ['twice', reserved + reserved],
  ['twice with a comma', `${reserved},${reserved}`],
];

/** The same digits, spelled otherwise. */
const respelled = (reserved: string): readonly Named[] => [
  ['upper case', reserved.toUpperCase()],
  ...[...reserved].flatMap((digit, at): readonly Named[] =>
    /[a-f]/.test(digit)
      ? [[`digit ${at} in upper case`, put(reserved, at, digit.toUpperCase())]]
      : [],
  ),
  [
    'full-width',
    [...reserved].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join(''),
  ],
  ['one full-width digit', put(reserved, 0, '１')],
  ['one Arabic digit', put(reserved, 0, '١')],
  ['one mathematical digit', `𝟏${reserved.slice(1)}`],
  ['a Cyrillic а', reserved.replace('a', 'а')],
  ['a combining mark', `${reserved.slice(0, 1)}\u0301${reserved.slice(1)}`],
  ['base64url of it', Buffer.from(reserved, 'hex').toString('base64url')],
  [
    'percent-encoded once more',
    [...reserved].map((digit) => `%${digit.charCodeAt(0).toString(16)}`).join(''),
  ],
  ['quoted', `"${reserved}"`],
  ['a space inside', put(reserved, 60, ' ')],
  ['a line break inside', put(reserved, 60, '\r\n')],
  ['NUL inside', put(reserved, 60, '\0')],
  ['a plus inside', put(reserved, 60, '+')],
  ['markup', '<script>alert(1)</script>'],
  ['an object', '[object Object]'],
  ['a path', '../../etc/passwd'],
  ['__proto__', '__proto__'],
];

/** Parts of two tickets that we did seal, in every mixture of one or two. */
const spliced = (a: string, b: string): readonly Named[] => {
  const names = (Object.keys(parts) as (keyof typeof parts)[]).filter(
    (name) => a.slice(...parts[name]) !== b.slice(...parts[name]),
  );
  const splice = (taken: readonly (keyof typeof parts)[]) =>
    taken.reduce((text, name) => put(text, parts[name][0], b.slice(...parts[name])), a);
  return names.flatMap((one, at) => [
    [`${one} of another ticket`, splice([one])] as Named,
    ...names
      .slice(at + 1)
      .map((two): Named => [`${one} and ${two} of another ticket`, splice([one, two])]),
  ]);
};

/** Sealed with what is not our key, or over what is not this link. */
const sealedOtherwise = (reserved: string, sealed: Sealed): readonly Named[] => {
  const stranger = Buffer.alloc(32, 9);
  const ticket = {
    door: sealed.pathState === '' ? 'relay' : 'redirect',
    holder: { kind: 'openid', openid: parseOpenid(alice) },
    issuedAtMs: startMs,
    lifetimeSeconds: 1_800,
    nonce: '0123456789abcdef0123',
  } as const;
  const seal = (secret: Buffer, kid: string, changes: Partial<Sealed> = {}) =>
    sealTicket(keyRing([{ kid, secret, signsFromMs: 0 }]), ticket, { ...sealed, ...changes });
  const fields = reserved.slice(0, 60);
  const text = [fields, sealed.appid, sealed.templateId, String(sealed.scene), sealed.pathState]
    .map((value) => `${Buffer.byteLength(value)}:${value}`)
    .join('');
  const hmac = (key: Buffer | string) => createHmac('sha256', key).update(text).digest('hex');
  const derived = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secrets['01'], '', `yici/${purpose}/v1`, 32));
  return [
    ["a stranger's key under our kid", seal(stranger, '01')],
    ["a stranger's key under our other kid", seal(stranger, '02')],
    ["a stranger's key under a kid of its own", seal(stranger, 'aa')],
    ['our other key under this kid', seal(secrets['02'], '01')],
    ['our key under a kid that nobody has', seal(secrets['01'], '03')],
    ['an empty key', fields + hmac('')],
    ['a key of zeros', fields + hmac(Buffer.alloc(32))],
    ['the secret itself, not what is derived from it', fields + hmac(secrets['01'])],
    ['the key for bindings', fields + hmac(derived('binding'))],
    ['the key for receipts', fields + hmac(derived('receipt'))],
    ['a hash without a key', fields + createHash('sha256').update(text).digest('hex')],
    ['the appid as key', fields + hmac(sealed.appid)],
    ['for another appid', seal(secrets['01'], '01', { appid: 'wxfedcba9876543210' })],
    ['for another template', seal(secrets['01'], '01', { templateId: 'template-2' })],
    ['for another scene', seal(secrets['01'], '01', { scene: parseScene(1002) })],
    ['for another path state', seal(secrets['01'], '01', { pathState: 'cXVlcnk' })],
    [
      'for the same characters, cut elsewhere',
      seal(secrets['01'], '01', { appid: `${sealed.appid}t`, templateId: 'emplate-1' }),
    ],
  ];
};

/**
 * Values of `reserved` that we did not seal for this link.
 * @param others tickets that we sealed for other links
 */
export const forgedReserved = (
  reserved: string,
  others: readonly Named[],
  sealed: Pick<Sealed, 'scene' | 'pathState'>,
): readonly Named[] =>
  [
    ...changed(reserved),
    ...resized(reserved),
    ...respelled(reserved),
    ...others.flatMap(([name, other]) => [
      [`of ${name}`, other] as Named,
      ...spliced(reserved, other).map(([how, value]): Named => [`${how} (${name})`, value]),
    ]),
    ...sealedOtherwise(reserved, {
      ...sealed,
      appid: settings.appid,
      templateId: settings.templateId,
    }),
  ].filter(
    ([, value], at, all) => all.findIndex((each) => each[1] === value) === at && value !== reserved,
  );
