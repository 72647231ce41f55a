import { afterAll, describe, expect, test } from 'vitest';
import { boundLink, publicLink } from '../../functions/create-confirm-link/schema.ts';
import { resolution } from '../../functions/manage-credits/schema.ts';
import { receiptRequest } from '../../functions/open-receipt/schema.ts';
import { consent } from '../../functions/record-consent/schema.ts';
import { messageRequest } from '../../functions/send-message/schema.ts';
import { InvalidInput } from '../../src/domain/errors.ts';
import { readBody } from '../../src/entry/body.ts';
import { runs } from '../support/scale.ts';
import { hostileBodies, hostileNames, hostileValues } from './hostile-json.ts';
import { printNumbers } from './numbers.ts';
import { givenSeed, randomOf } from './random.ts';
import { type Body, bodyFor, type Examples } from './schema-bodies.ts';

const schemas = {
  publicLink,
  boundLink,
  consent,
  receiptRequest,
  resolution,
  message: messageRequest({ urlHosts: ['h5.example.com'], allowHttpUrl: false }),
};
const examples: Examples = Object.fromEntries(
  Object.entries({
    openid: 'oAlice0000000000000000000001',
    scene: 1001,
    return: 'plain',
    state: 'x',
    expiresIn: 60,
    template_id: 'template-1',
    reserved: '0'.repeat(124),
    verifier: '0'.repeat(32),
    receipt: 'x',
    sendId: 'x',
    title: '上课提醒',
    content: '明天上午九点',
    color: '#07C160',
    url: 'https://h5.example.com/',
    appid: 'wx0123456789abcdef',
    pagepath: 'pages/course',
  }).map(([name, value]) => [name, [JSON.stringify(value)]]),
);

const seed = givenSeed();
const perSchema = runs(2_000, 30_000);
let read = 0;
afterAll(() => printNumbers(`bodies in process (YICI_SEED=${seed})`, { bodies: read }));

/** Everything that an object of this process is born with. */
const inherited = () =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .map((each) => Reflect.ownKeys(each).map(String).sort().join())
    .join(';');

const readOrRefusal = (
  schema: (typeof schemas)[keyof typeof schemas],
  { bytes }: Body,
): unknown => {
  read += 1;
  try {
    return readBody(schema, bytes.toString());
  } catch (error) {
    return error;
  }
};

describe.each(Object.entries(schemas))('%s', (name, schema) => {
  const random = randomOf(seed + name.length);
  const entries = Object.keys(schema.entries);

  test('is read into its own fields alone or refused in words, and leaves every prototype alone', () => {
    const before = inherited();
    const wrong: string[] = [];
    for (let n = 0; n < perSchema; n += 1) {
      const body = bodyFor(schema, examples, random);
      const result = readOrRefusal(schema, body);
      const right =
        result instanceof Error
          ? result instanceof InvalidInput &&
            result.message.length <= 700 &&
            result.message.isWellFormed()
          : Object.getPrototypeOf(result) === Object.prototype &&
            Reflect.ownKeys(result as object).every((key) => entries.includes(String(key)));
      if (!right)
        wrong.push(
          `${body.how}: ${body.bytes.toString().slice(0, 200)} -> ${String(result).slice(0, 300)}`,
        );
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    expect(inherited()).toBe(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('refuses every name that is not its own, and says which', () => {
    const valid = bodyFor(schema, examples, {
      ...randomOf(1),
      below: () => 0,
      chance: () => false,
    }).bytes.toString();
    expect(readOrRefusal(schema, { how: 'valid', bytes: valid })).not.toBeInstanceOf(Error);

    for (const extra of hostileNames) {
      const body = { how: extra, bytes: `${valid.slice(0, -1)},"${extra}":1}` };
      const result = readOrRefusal(schema, body);

      expect(result, extra).toBeInstanceOf(InvalidInput);
      expect(String(result), extra).toContain('is not a known field');
    }
  });

  test('refuses every body that is no object of ours, within its time and place', () => {
    for (const bytes of hostileBodies) {
      expect(
        readOrRefusal(schema, { how: '', bytes }),
        bytes.toString().slice(0, 80),
      ).toBeInstanceOf(InvalidInput);
    }
  });

  test.each(entries)('%s takes no hostile value without a word', (field) => {
    for (const value of hostileValues) {
      const valid = bodyFor(schema, examples, {
        ...randomOf(1),
        below: () => 0,
        chance: () => true,
      }).bytes.toString();
      const parsed = JSON.parse(valid) as Record<string, unknown>;
      delete parsed[field];
      const rest = JSON.stringify(parsed).slice(1, -1);
      const bytes = `{${rest}${rest === '' ? '' : ','}"${field}":${value}}`;
      const result = readOrRefusal(schema, { how: field, bytes });

      if (result instanceof Error) {
        expect(result, value.slice(0, 80)).toBeInstanceOf(InvalidInput);
        expect(result.message.split(/[ .]/)[0], value.slice(0, 80)).toMatch(
          new RegExp(`^(${field}|the)$`),
        );
      }
    }
  });
});
