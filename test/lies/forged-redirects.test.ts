import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseScene } from '../../src/domain/scene.ts';
import type { EventParts } from '../support/http-events.ts';
import { atRedirectDoor, type Genuine, queryOf, redirectParts, report, told } from './callbacks.ts';
import { forgedCookies } from './forged-queries.ts';
import { forgedReserved } from './forged-reserved.ts';
import { printNumbers } from './numbers.ts';
import { asked, forgeries } from './redirect-forgeries.ts';
import { type Answered, alice, mallory, startTwoDoors, type TwoDoors } from './two-doors.ts';

const route = 'GET /consent/{state+}';

let doors: TwoDoors;
beforeAll(async () => {
  doors = await startTwoDoors();
});
afterAll(() => doors.close());

const counted: Record<string, number> = {};
afterAll(() => printNumbers('forged callbacks at the redirect door', counted));

const send = (parts: EventParts, headers: Readonly<Record<string, string>> = {}) =>
  doors.call(route, { ...parts, headers });

/** What a person sees and what the wire carries; nothing else is in an answer. */
const bytesOf = ({ status, headers, cookies, body }: Answered) =>
  JSON.stringify([status, headers, cookies, body]);

describe('what we did not seal, or not so', () => {
  test('is answered by one page, the same to the byte, and reaches neither AWS nor the credit', async () => {
    const genuine = await atRedirectDoor(doors, asked);
    await report(doors, genuine);
    const item = await doors.rawItem(alice, 1001);
    const fresh = await atRedirectDoor(doors, asked);
    const variants = await forgeries(doors, fresh);
    const uniform = await send(variants[0]?.[1] ?? {});
    doors.callsSince();

    const wrong: string[] = [];
    for (const [name, parts] of variants) {
      const answer = await send(parts);
      if (bytesOf(answer) !== bytesOf(uniform))
        wrong.push(`${name}: ${bytesOf(answer).slice(-700)}`);
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 1001)).toBe(item);
    for (const scene of [0, 1, 100, 1000, 1002, 10_000]) {
      expect(await doors.rawItem(alice, scene)).toBe('{}');
    }
    expect(await doors.rawItem(mallory, 1001)).toBe('{}');
    expect(uniform).toMatchObject({ status: 400, location: '', cookies: [] });
    expect(uniform.body).toContain('这个确认无法使用');
    const distinct = new Set(variants.map(([, parts]) => JSON.stringify(parts))).size;
    expect(distinct).toBeGreaterThanOrEqual(200);
    counted['forged variants'] = distinct;

    // the honest user comes after all of them
    expect(told(await report(doors, fresh))).toMatchObject({ yici: 'confirmed' });
  });

  test('is the same page for a cancel, and for a reader of English in English', async () => {
    const genuine = await atRedirectDoor(doors, asked);
    const sealed = { scene: parseScene(1001), pathState: genuine.state };
    const forged = forgedReserved(genuine.fields.reserved, [], sealed);
    const { openid: _, ...fields } = genuine.fields;
    doors.callsSince();

    const answers = new Map<string, Set<string>>();
    for (const language of ['zh-CN', 'en-GB']) {
      const seen = new Set<string>();
      for (const [, reserved] of forged) {
        const query = queryOf({ ...fields, action: 'cancel', reserved });
        seen.add(
          bytesOf(await send(redirectParts(genuine, { query }), { 'accept-language': language })),
        );
      }
      answers.set(language, seen);
    }

    expect([...answers.values()].map((seen) => seen.size)).toEqual([1, 1]);
    expect(answers.get('zh-CN')).toEqual(new Set([bytesOf(await send({ query: '', path: {} }))]));
    expect([...(answers.get('en-GB') ?? [])][0]).toContain('This confirm cannot be used');
    expect(doors.callsSince()).toEqual([]);
    counted['forged cancels'] = 2 * forged.length;
  });

  test('is logged without an openid, line by line', async () => {
    const { lines } = doors.output;
    const showing = (text: string) => lines.filter((line) => line.includes(text)).slice(0, 3);

    expect([alice, mallory, alice.toLowerCase()].flatMap(showing)).toEqual([]);
    // one line each, which no terminal takes for a command
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(line))).toEqual(
      [],
    );
    expect(lines.every((line) => JSON.parse(line) !== null)).toBe(true);
  });
});

describe('what we sealed, from somebody else', () => {
  test('in another browser it goes back as invalid, and reaches neither AWS nor the credit', async () => {
    const genuine = await atRedirectDoor(doors, { ...asked, scene: 2001 });
    const cookies = forgedCookies(genuine.cookies[0] ?? '');
    doors.callsSince();

    for (const [name, given] of cookies) {
      const answer = await send(redirectParts(genuine, { cookies: given }));

      expect(answer.status, name).toBe(302);
      expect(answer.location, name).toBe(
        'https://h5.example.com/course?yici=invalid&scene=2001&state=class_id%3D123',
      );
    }

    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 2001)).toBe('{}');
    counted['other browsers'] = cookies.length;
    expect(told(await report(doors, genuine))).toMatchObject({ yici: 'confirmed' });
  });

  test('a bound link with another openid goes back as invalid, whatever the browser', async () => {
    const genuine = await atRedirectDoor(doors, { ...asked, scene: 2002, boundTo: alice });
    const browser = await atRedirectDoor(doors, asked);
    const others = [
      mallory,
      alice.toLowerCase(),
      alice.toUpperCase(),
      alice.slice(0, -1),
      `${alice}0`,
      `${alice.slice(0, -1)}2`,
      '-'.repeat(28),
      'o'.repeat(20),
      'o'.repeat(64),
    ];
    doors.callsSince();

    for (const openid of others) {
      for (const cookies of [[], browser.cookies]) {
        const query = queryOf({ ...genuine.fields, openid });
        const answer = await send(redirectParts(genuine, { query, cookies }));

        expect(answer.status, openid).toBe(302);
        expect(told(answer), openid).toEqual({
          yici: 'invalid',
          scene: '2002',
          state: 'class_id=123',
        });
      }
    }

    expect(doors.callsSince()).toEqual([]);
    for (const openid of [alice, ...others]) expect(await doors.rawItem(openid, 2002)).toBe('{}');
    counted['other openids'] = 2 * others.length;
    expect(told(await report(doors, genuine))).toMatchObject({ yici: 'confirmed' });
  });
});

describe('what we sealed, too late', () => {
  test('goes back as expired whoever brings it, and reaches neither AWS nor the credit', async () => {
    const late = await atRedirectDoor(doors, { ...asked, scene: 2003 });
    const boundLate = await atRedirectDoor(doors, { ...asked, scene: 2003, boundTo: alice });
    doors.clock.advance(30 * 60_000 + 1_000);
    doors.callsSince();
    await doors.readSecrets();
    // by its age, before any of them comes
    expect(doors.callsSince()).toEqual(['GetParameterCommand', 'GetParameterCommand']);

    const { openid: _, ...withoutOpenid } = late.fields;
    const variants = [
      redirectParts(late),
      redirectParts(late, { cookies: [] }),
      redirectParts(late, { query: queryOf({ ...late.fields, openid: mallory }) }),
      redirectParts(late, { query: queryOf({ ...withoutOpenid, action: 'cancel' }) }),
      redirectParts(boundLate),
      redirectParts(boundLate, { query: queryOf({ ...boundLate.fields, openid: mallory }) }),
    ];
    for (const parts of variants) {
      expect(told(await send(parts))).toEqual({
        yici: 'expired',
        scene: '2003',
        state: 'class_id=123',
      });
    }

    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 2003)).toBe('{}');
    counted['too late'] = variants.length;
  });
});

describe('what is the genuine callback after all', () => {
  const respellings: readonly (readonly [string, (genuine: Genuine) => EventParts])[] = [
    [
      'one slash added, as the documentation has it',
      (it) => redirectParts(it, { state: `${it.state}/` }),
    ],
    [
      'parameters in another order',
      (it) => redirectParts(it, { query: queryOf(it.fields).split('&').reverse().join('&') }),
    ],
    [
      'foreign parameters beside it',
      (it) => redirectParts(it, { query: `from=a&${queryOf(it.fields)}&from=b&isappinstalled=0` }),
    ],
    [
      'every character percent-encoded',
      (it) =>
        redirectParts(it, {
          query: Object.entries(it.fields)
            .map(
              ([name, value]) =>
                `${name}=${[...value].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')}`,
            )
            .join('&'),
        }),
    ],
    [
      'its ampersands as they are written in HTML',
      (it) => redirectParts(it, { query: queryOf(it.fields).replaceAll('&', '&amp;') }),
    ],
    [
      'empty parameters around it',
      (it) => redirectParts(it, { query: `&&${queryOf(it.fields)}&&` }),
    ],
  ];

  test.each(respellings)('%s is taken, once', async (_, respell) => {
    const genuine = await atRedirectDoor(doors, { ...asked, scene: 2004 });
    doors.callsSince();

    expect(told(await send(respell(genuine)))).toMatchObject({ yici: 'confirmed', scene: '2004' });
    expect(doors.callsSince()).toEqual(['UpdateItemCommand']);
  });
});
