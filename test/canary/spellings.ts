const hex = (secret: string): string => Buffer.from(secret).toString('hex');
const reversed = (text: string): string => [...text].reverse().join('');
const percent = (secret: string, digits: (byte: string) => string): string =>
  [...Buffer.from(secret)].map((byte) => `%${digits(byte.toString(16).padStart(2, '0'))}`).join('');
const upper = (text: string) => text.toUpperCase();
const same = (text: string) => text;

/**
 * The secret inside a longer text that was encoded as a whole: base64 is one of three, by where the
 * secret begins; the characters that also depend on its neighbours are left out.
 */
const base64Anywhere = (secret: string, alphabet: 'base64' | 'base64url'): readonly string[] =>
  [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
      .toString(alphabet)
      .replace(/=+$/, '');
    const head = shift === 0 ? 0 : shift + 1;
    const bits = (shift + Buffer.byteLength(secret)) % 3;
    return text.slice(head, bits === 0 ? text.length : text.length - 1);
  });

/** Raw bytes of a secret that is itself base64. */
const bytesOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'base64');
  if (bytes.toString('base64') !== secret) return [];
  return [
    bytes.toString('hex'),
    upper(bytes.toString('hex')),
    bytes.toString('base64url'),
    bytes.toString('latin1'),
  ];
};

/**
 * Parts of a secret: whatever holds 16 characters of it in a row holds one of these 12 as well, and
 * 12 are no accident.
 */
const pieces = (secret: string): readonly string[] =>
  Array.from({ length: Math.ceil((secret.length - 11) / 5) }, (_, n) => {
    const at = Math.min(5 * n, secret.length - 12);
    return secret.slice(at, at + 12);
  });

/** Every way in which a secret may lie in a text, by name; none is found by accident. */
export const spellingsOf = (secret: string): readonly (readonly [name: string, text: string])[] => {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const all: readonly (readonly [string, readonly string[]])[] = [
    ['plain', [secret]],
    ['in other case', [secret.toLowerCase(), upper(secret)]],
    ['base64', base64Anywhere(secret, 'base64')],
    ['base64url', base64Anywhere(secret, 'base64url')],
    ['hex', [hex(secret), upper(hex(secret))]],
    ['its bytes', bytesOf(secret)],
    ['URL-encoded', [encodeURIComponent(secret), percent(secret, same), percent(secret, upper)]],
    ['URL-encoded twice', [encodeURIComponent(encodeURIComponent(secret))]],
    [
      'JSON-escaped',
      [
        escaped,
        escaped.replaceAll('/', '\\/'),
        [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
      ],
    ],
    ['JSON in JSON', [JSON.stringify(escaped).slice(1, -1)]],
    ['HTML', [secret.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').replaceAll('=', '&#61;')]],
    ['reversed', [reversed(secret)]],
    ['a piece', pieces(secret)],
    ['a piece reversed', pieces(reversed(secret))],
  ];
  return all.flatMap(([name, texts]) => texts.map((text) => [name, text] as const));
};

export type Hit = { readonly secret: string; readonly spelling: string; readonly around: string };

/** Where secrets lie in a text; what stands around a hit is shown, the hit itself is not. */
export const searchFor = (
  secrets: Readonly<Record<string, string>>,
  text: string,
): readonly Hit[] =>
  Object.entries(secrets).flatMap(([secret, value]) => {
    for (const [spelling, spelled] of spellingsOf(value)) {
      const at = text.indexOf(spelled);
      if (at === -1) continue;
      const around = `${text.slice(Math.max(0, at - 80), at)}[${secret}]${text.slice(at + spelled.length, at + spelled.length + 40)}`;
      return [{ secret, spelling, around }];
    }
    return [];
  });
