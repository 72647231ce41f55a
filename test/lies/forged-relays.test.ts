import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atRelayDoor, relayBody, report } from './callbacks.ts';
import { printNumbers } from './numbers.ts';
import { asked, forgeries, type Variant } from './relay-forgeries.ts';
import { type Answered, alice, mallory, startTwoDoors, type TwoDoors } from './two-doors.ts';

const route = 'POST /v1/consents';

let doors: TwoDoors;
beforeAll(async () => {
  doors = await startTwoDoors();
});
afterAll(() => doors.close());

const counted: Record<string, number> = {};
afterAll(() => printNumbers('forged reports at the relay door', counted));

const send = (body: unknown) => doors.call(route, { body });

const problemOf = ({ body }: Answered): Readonly<Record<string, unknown>> => JSON.parse(body);

/** What is wrong with the answer to a variant; undefined when it is as it must be. */
const faultOf = ({ named }: Variant, answer: Answered, uniform: Answered): string | undefined => {
  if (named === undefined) {
    const same = answer.status === 403 && answer.body === uniform.body;
    return same ? undefined : `${answer.status} ${answer.body}`;
  }
  const { code, status, detail } = problemOf(answer);
  const told = String(detail).startsWith(named);
  const right = answer.status === 400 && code === 'invalid_request' && status === 400 && told;
  return right ? undefined : `${answer.status} ${answer.body}`;
};

describe('what we did not seal, or not so', () => {
  test('is 403, the same to the byte, or a 400 that names the field; it reaches neither AWS nor the credit', async () => {
    await report(doors, await atRelayDoor(doors, asked));
    const item = await doors.rawItem(alice, 1001);
    const fresh = await atRelayDoor(doors, asked);
    const variants = await forgeries(doors, fresh);
    const uniform = await send(variants[0]?.body);
    doors.callsSince();

    const wrong: string[] = [];
    for (const variant of variants) {
      const fault = faultOf(variant, await send(variant.body), uniform);
      if (fault !== undefined) wrong.push(`${variant.name}: ${fault}`);
    }

    expect(wrong.slice(0, 5)).toEqual([]);
    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 1001)).toBe(item);
    for (const scene of [0, 1, 1002, 10_000]) expect(await doors.rawItem(alice, scene)).toBe('{}');
    expect(await doors.rawItem(mallory, 1001)).toBe('{}');
    expect(problemOf(uniform)).toMatchObject({ status: 403, code: 'ticket_invalid' });
    expect(uniform.headers['content-type']).toBe('application/problem+json');
    const distinct = new Set(variants.map(({ body }) => JSON.stringify(body))).size;
    expect(distinct).toBeGreaterThanOrEqual(200);
    counted['forged variants'] = distinct;

    // the honest page comes after all of them
    expect(problemOf(await report(doors, fresh))).toMatchObject({ result: 'confirmed' });
  });

  test('is logged without an openid', () => {
    const showing = (text: string) => doors.output.lines.filter((line) => line.includes(text));

    expect([alice, mallory].flatMap(showing).slice(0, 3)).toEqual([]);
  });
});

describe('what we sealed, from somebody else', () => {
  test('without the verifier that went with it, it is 403 and reaches nothing', async () => {
    const genuine = await atRelayDoor(doors, { ...asked, scene: 2001 });
    const { verifier, ...rest } = relayBody(genuine);
    const text = String(verifier);
    const other = (await atRelayDoor(doors, asked)).verifier;
    const uniform = await send({ ...rest, reserved: '0'.repeat(124) });
    const verifiers = [
      undefined,
      '',
      other,
      text.slice(1),
      `${text}0`,
      ` ${text}`,
      `${text}\n`,
      `${text}\0`,
      text.toUpperCase(),
      `${text},${text}`,
      '0'.repeat(32),
      'f'.repeat(128),
      Buffer.from(text).toString('base64'),
      text.replace(/^./, '１'),
      genuine.fields.reserved,
      alice,
      '__proto__',
    ];
    doors.callsSince();

    for (const [at, given] of verifiers.entries()) {
      const body = given === undefined ? rest : { ...rest, verifier: given };
      const answer = await send(body);

      expect(answer.status, String(at)).toBe(403);
      expect(answer.body, String(at)).toBe(uniform.body);
    }

    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 2001)).toBe('{}');
    counted['other verifiers'] = verifiers.length;
    expect(problemOf(await report(doors, genuine))).toMatchObject({ result: 'confirmed' });
  });

  test('a bound link with another openid, or with none, is 403 and reaches nothing', async () => {
    const genuine = await atRelayDoor(doors, { ...asked, scene: 2002, boundTo: alice });
    const { openid: _, ...rest } = relayBody(genuine);
    const uniform = await send({ ...rest, reserved: '0'.repeat(124) });
    const others = [
      mallory,
      alice.toUpperCase(),
      alice.slice(0, -1),
      `${alice}0`,
      'o'.repeat(20),
      'o'.repeat(64),
    ];
    doors.callsSince();

    for (const openid of [undefined, ...others]) {
      for (const verifier of [undefined, 'f'.repeat(32), alice]) {
        const answer = await send({
          ...rest,
          ...(openid === undefined ? {} : { openid }),
          ...(verifier === undefined ? {} : { verifier }),
        });

        expect(answer, openid).toMatchObject({ status: 403, body: uniform.body });
      }
    }

    expect(doors.callsSince()).toEqual([]);
    for (const openid of [alice, ...others]) expect(await doors.rawItem(openid, 2002)).toBe('{}');
    counted['other openids'] = 3 * (others.length + 1);
    expect(problemOf(await report(doors, genuine))).toMatchObject({ result: 'confirmed' });
  });
});

describe('what we sealed, too late', () => {
  test('is 410 whoever reports it, and reaches nothing', async () => {
    const late = await atRelayDoor(doors, { ...asked, scene: 2003 });
    const boundLate = await atRelayDoor(doors, { ...asked, scene: 2003, boundTo: alice });
    doors.clock.advance(30 * 60_000 + 1_000);
    doors.callsSince();
    await doors.readSecrets();
    // by its age, before any of them comes
    expect(doors.callsSince()).toEqual(['GetParameterCommand', 'GetParameterCommand']);

    const { verifier: _, ...withoutVerifier } = relayBody(late);
    const bodies = [
      relayBody(late),
      withoutVerifier,
      { ...relayBody(late), openid: mallory },
      { ...relayBody(late), action: 'cancel' },
      relayBody(boundLate),
      { ...relayBody(boundLate), openid: mallory },
    ];
    for (const body of bodies) {
      const answer = await send(body);

      expect(answer.status).toBe(410);
      expect(problemOf(answer)).toMatchObject({ code: 'ticket_expired', status: 410 });
    }

    expect(doors.callsSince()).toEqual([]);
    expect(await doors.rawItem(alice, 2003)).toBe('{}');
    counted['too late'] = bodies.length;
  });
});
