import { parseScene } from '../../src/domain/scene.ts';
import { atRedirectDoor, atRelayDoor, type Genuine, relayBody } from './callbacks.ts';
import { forgedFields } from './forged-fields.ts';
import { forgedReserved, type Named } from './forged-reserved.ts';
import { alice, mallory, type TwoDoors } from './two-doors.ts';

/** The link that the forgeries are of. */
export const asked = { scene: 1001, target: 'plain' };

/** `named`: the field that the refusal must name, of a report that is not in its form. */
export type Variant = { readonly name: string; readonly body: unknown; readonly named?: string };

const otherTickets = async (doors: TwoDoors): Promise<readonly Named[]> =>
  Promise.all(
    Object.entries({
      'a link of another scene': atRelayDoor(doors, { scene: 1002 }),
      'a bound link of another scene': atRelayDoor(doors, { scene: 1002, boundTo: alice }),
      'a link of the redirect door': atRedirectDoor(doors, asked),
      'a bound link of the redirect door': atRedirectDoor(doors, { ...asked, boundTo: alice }),
    }).map(async ([name, link]) => [name, (await link).fields.reserved] as const),
  );

const changed = (genuine: Genuine): readonly Variant[] =>
  forgedFields.map(({ name, value, wellFormed }): Variant => {
    const { [name]: _, ...rest } = relayBody(genuine);
    return {
      name: `${name} ${JSON.stringify(value)?.slice(0, 60)}`,
      body: value === undefined ? rest : { ...rest, [name]: value },
      ...(wellFormed ? {} : { named: name }),
    };
  });

const notText: readonly unknown[] = [null, true, 7, 1.5, [], ['a'], {}, { toString: 'a' }];

const retyped = (genuine: Genuine): readonly Variant[] =>
  Object.keys(relayBody(genuine)).flatMap((name) =>
    notText
      // a scene may be a number, and these two are not its own
      .filter(
        (value) => !(name === 'scene' && typeof value === 'number' && Number.isInteger(value)),
      )
      .map(
        (value): Variant => ({
          name: `${name} as ${JSON.stringify(value)}`,
          body: { ...relayBody(genuine), [name]: value },
          named: name,
        }),
      ),
  );

/** Spelled out, since an object cannot hold one name twice. */
const spelled = (genuine: Genuine, forged: string): readonly Variant[] => {
  const text = JSON.stringify(relayBody(genuine));
  const twice = (name: string, value: string) => `${text.slice(0, -1)},"${name}":${value}}`;
  return [
    { name: 'reserved twice, ours first', body: twice('reserved', `"${forged}"`) },
    { name: 'scene twice, ours first', body: twice('scene', '1002') },
    { name: 'template twice, ours first', body: twice('template_id', '"template-2"') },
    { name: 'verifier twice, ours first', body: twice('verifier', `"${'f'.repeat(32)}"`) },
    { name: 'a name spelled by escapes', body: twice('\\u0072eserved', `"${forged}"`) },
    { name: 'scene as 1002.0', body: twice('scene', '1002.0') },
    { name: 'scene as 1.002e3', body: twice('scene', '1.002e3') },
    ...[
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'door',
      'Openid',
      ' openid',
    ].map(
      (name): Variant => ({
        name: `${name} beside it`,
        body: twice(name, `{"openid":"${mallory}"}`),
        named: name,
      }),
    ),
    ...['null', '[]', '"x"', '7', 'true', `[${text}]`, JSON.stringify(text)].map(
      (body): Variant => ({ name: `the body ${body.slice(0, 20)}`, body, named: '' }),
    ),
    ...[
      '',
      '{',
      `${text}${text}`,
      `${text},`,
      `\ufeff${text}`,
      `/**/${text}`,
      text.replaceAll('"', "'"),
      'undefined',
      'NaN',
      `${text}\0`,
      'openid=a&scene=1',
    ].map(
      (body): Variant => ({
        name: `no JSON: ${body.slice(0, 20)}`,
        body,
        named: 'the body must be JSON',
      }),
    ),
    {
      name: 'far too long',
      body: { ...relayBody(genuine), reserved: 'x'.repeat(9_000) },
      named: 'the body must be at most 8192 bytes',
    },
    {
      name: 'padded by blanks',
      body: `${text}${' '.repeat(9_000)}`,
      named: 'the body must be at most 8192 bytes',
    },
    {
      name: 'nested deeply',
      body: twice('reserved', `${'['.repeat(3_500)}${']'.repeat(3_500)}`),
      named: 'reserved',
    },
  ];
};

/** Reports that are made of this one and that we did not seal, or not so. */
export const forgeries = async (doors: TwoDoors, genuine: Genuine): Promise<readonly Variant[]> => {
  const sealed = { scene: parseScene(1001), pathState: '' };
  const reserved = forgedReserved(genuine.fields.reserved, await otherTickets(doors), sealed);
  const other = await atRelayDoor(doors, { scene: 1002, target: 'query' });
  const body = relayBody(genuine);
  return [
    ...reserved.map(
      ([name, value]): Variant => ({
        name: `reserved ${name}`,
        body: { ...body, reserved: value },
        ...(value.length > 128 ? { named: 'reserved' } : {}),
      }),
    ),
    ...changed(genuine),
    ...retyped(genuine),
    ...spelled(genuine, reserved[0]?.[1] ?? ''),
    { name: 'everything but the seal', body: { ...body, reserved: '' } },
    { name: "another link's scene", body: { ...body, scene: other.fields.scene } },
    { name: "another link's seal", body: { ...body, reserved: other.fields.reserved } },
    {
      name: "another link's seal and verifier",
      body: { ...body, reserved: other.fields.reserved, verifier: other.verifier },
    },
    { name: 'a cancel', body: { ...body, action: 'cancel', reserved: reserved[0]?.[1] } },
  ];
};
