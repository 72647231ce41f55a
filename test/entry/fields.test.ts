import * as v from 'valibot';
import { expect, test } from 'vitest';
import { readBody } from '../../src/entry/body.ts';
import * as field from '../../src/entry/fields.ts';
import { openid } from '../support/builders.ts';

const schema = field.object({
  openid: field.openid,
  scene: field.scene,
  title: field.text(5),
  state: v.optional(field.callerState),
  door: v.optional(field.oneOf('redirect', 'relay')),
  expiresIn: v.optional(field.integer(60, 120)),
  delivered: v.optional(field.flag),
  looseScene: v.optional(field.sceneOrText),
  miniprogram: v.optional(field.object({ appid: field.string })),
});

const valid = { openid, scene: 1001, title: 'hello' };
const read = (body: unknown) => readBody(schema, JSON.stringify(body));
const refusal = (body: unknown): string => {
  try {
    read(body);
  } catch (error) {
    return String(error);
  }
  throw new Error('it was accepted');
};

test('a body in the documented form is read', () => {
  const full = {
    ...valid,
    state: 'class_id=123',
    door: 'relay',
    expiresIn: 60,
    delivered: false,
    miniprogram: { appid: 'wx' },
  };

  expect(read(full)).toEqual(full);
});

test('a scene from a query may be its decimal text', () => {
  expect(read({ ...valid, looseScene: '1001' }).looseScene).toBe(1001);
  expect(read({ ...valid, looseScene: 1001 }).looseScene).toBe(1001);
});

// Field, what it is and what is allowed; never an openid or what may be one.
test.each<[unknown, string]>([
  [{}, 'openid is missing'],
  [{ openid }, 'scene is missing'],
  [{ openid, scene: 1 }, 'title is missing'],
  [{ ...valid, openid: 7 }, 'openid must be a string, got number'],
  [{ ...valid, openid: null }, 'openid must be a string, got null'],
  [{ ...valid, openid: [openid] }, 'openid must be a string, got array'],
  [{ ...valid, openid: { $ne: '' } }, 'openid must be a string, got object'],
  [{ ...valid, openid: 'oShort' }, 'openid must be 20 to 64 characters of A-Z a-z 0-9 _ -'],
  [{ ...valid, scene: 10_001 }, 'scene must be an integer from 0 to 10000, got 10001'],
  [{ ...valid, scene: -1 }, 'scene must be an integer from 0 to 10000, got -1'],
  [{ ...valid, scene: 1.5 }, 'scene must be an integer from 0 to 10000, got 1.5'],
  [{ ...valid, scene: '1001' }, 'scene must be an integer from 0 to 10000, got "1001"'],
  [{ ...valid, scene: null }, 'scene must be an integer from 0 to 10000, got null'],
  [{ ...valid, scene: [1] }, 'scene must be an integer from 0 to 10000, got [1]'],
  [{ ...valid, looseScene: '01' }, 'looseScene must be an integer from 0 to 10000, got "01"'],
  [{ ...valid, title: 'longer' }, 'title must be at most 5 characters, got 6'],
  [{ ...valid, title: true }, 'title must be a string, got boolean'],
  [{ ...valid, state: 'é'.repeat(129) }, 'state must be at most 256 bytes of UTF-8, got 258'],
  [{ ...valid, state: null }, 'state must be a string, got null'],
  [{ ...valid, door: 'back' }, 'door must be one of redirect, relay, got "back"'],
  [{ ...valid, door: 7 }, 'door must be one of redirect, relay, got number'],
  [{ ...valid, expiresIn: 59 }, 'expiresIn must be an integer from 60 to 120, got 59'],
  [{ ...valid, expiresIn: 121 }, 'expiresIn must be an integer from 60 to 120, got 121'],
  [{ ...valid, expiresIn: '60' }, 'expiresIn must be a number, got string'],
  [{ ...valid, delivered: 'true' }, 'delivered must be true or false, got string'],
  [{ ...valid, delivered: null }, 'delivered must be true or false, got null'],
  [{ ...valid, miniprogram: 'wx' }, 'miniprogram must be an object, got string'],
  [{ ...valid, miniprogram: null }, 'miniprogram must be an object, got null'],
  [{ ...valid, miniprogram: [] }, 'miniprogram.appid is missing'],
  [{ ...valid, miniprogram: {} }, 'miniprogram.appid is missing'],
  [{ ...valid, miniprogram: { appid: 1 } }, 'miniprogram.appid must be a string, got number'],
  [{ ...valid, miniprogram: { appid: 'wx', x: 1 } }, 'miniprogram.x is not a known field'],
  [{ ...valid, Title: 'x' }, 'Title is not a known field'],
  [null, 'the body must be an object, got null'],
  ['text', 'the body must be an object, got string'],
  [7, 'the body must be an object, got number'],
])('%j is refused: %s', (body, message) => {
  expect(refusal(body)).toBe(`InvalidInput: ${message}`);
});

test('a lone surrogate in the state is refused', () => {
  expect(() =>
    readBody(schema, `{"openid":"${openid}","scene":1,"title":"t","state":"\\ud83d"}`),
  ).toThrow('state must be well-formed Unicode');
});

test.each(['title', 'state'])('a %s that was not UTF-8 is refused', (name) => {
  expect(refusal({ ...valid, [name]: 'a\ufffd' })).toBe(
    `InvalidInput: ${name} must hold no U+FFFD, which stands for what was not UTF-8: send the body as UTF-8`,
  );
});

test('a long value is not shown at length', () => {
  expect(refusal({ ...valid, scene: 'x'.repeat(5_000) }).length).toBeLessThan(150);
  expect(refusal({ ...valid, door: 'x'.repeat(5_000) }).length).toBeLessThan(150);
  expect(refusal({ ...valid, ['x'.repeat(5_000)]: 1 }).length).toBeLessThan(150);
});
