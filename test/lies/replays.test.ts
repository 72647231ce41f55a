import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runs } from '../support/scale.ts';
import { atRedirectDoor, atRelayDoor, type Genuine, report, told } from './callbacks.ts';
import { printNumbers } from './numbers.ts';
import { type Answered, alice, startTwoDoors, type TwoDoors } from './two-doors.ts';

let doors: TwoDoors;
beforeAll(async () => {
  doors = await startTwoDoors();
});
afterAll(() => doors.close());

let replays = 0;
afterAll(() => printNumbers('replayed callbacks', { replays }));

const times = runs(20, 200);

type Door = { readonly name: string; readonly ask: (scene: number) => Promise<Genuine> };

const state = 'class_id=123';
const everyDoor: readonly Door[] = [
  { name: 'the redirect door', ask: (scene) => atRedirectDoor(doors, { scene, state }) },
  {
    name: 'the redirect door, bound',
    ask: (scene) => atRedirectDoor(doors, { scene, state, boundTo: alice }),
  },
  { name: 'the relay door', ask: (scene) => atRelayDoor(doors, { scene }) },
  { name: 'the relay door, bound', ask: (scene) => atRelayDoor(doors, { scene, boundTo: alice }) },
];

let scene = 3_000;
const newScene = () => {
  scene += 1;
  return scene;
};

/** The answer in words that both doors share; a receipt is opened, since each is sealed anew. */
const meaning = async (
  genuine: Genuine,
  answer: Answered,
): Promise<Readonly<Record<string, unknown>>> => {
  if (answer.status === 410) return { result: 'expired' };
  const { receipt, yici, ...rest } =
    genuine.door === 'redirect' ? told(answer) : JSON.parse(answer.body);
  if (receipt === undefined) return { result: yici, ...rest };
  const opened = await doors.call('POST /v1/receipts', { body: { receipt } });
  return { result: yici, ...rest, receipt: JSON.parse(opened.body) };
};

const again = async (genuine: Genuine) => {
  replays += 1;
  return meaning(genuine, await report(doors, genuine));
};

describe.each(everyDoor)('at $name, the identical callback again', ({ ask }) => {
  test('gives the same answer while its message is not claimed, and changes not a byte', async () => {
    const genuine = await ask(newScene());
    const first = await meaning(genuine, await report(doors, genuine));
    const item = await doors.rawItem(alice, scene);

    for (let n = 0; n < times; n += 1) {
      doors.clock.advance(1_000);
      expect(await again(genuine)).toEqual(first);
    }

    expect(await doors.rawItem(alice, scene)).toBe(item);
    expect(item).toContain('"confirmed":{"N":"1"}');
    expect(first['receipt']).toMatchObject({ openid: alice, scene });
  });

  test('many times at once is one confirm', async () => {
    const genuine = await ask(newScene());

    const answers = await Promise.all(Array.from({ length: 20 }, () => again(genuine)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await doors.rawItem(alice, scene)).toContain('"confirmed":{"N":"1"}');
  });

  test('says used from the claim on, and changes not a byte', async () => {
    const genuine = await ask(newScene());
    await report(doors, genuine);
    const claimed = await doors.claim(alice, scene, 'first');
    const item = await doors.rawItem(alice, scene);

    const answers = new Set<string>();
    for (let n = 0; n < times; n += 1) {
      doors.clock.advance(100);
      const { result, receipt } = await again(genuine);
      answers.add(`${result}${receipt === undefined ? '' : ' with a receipt'}`);
    }

    expect(claimed.written).toBe(true);
    expect([...answers]).toEqual(['used']);
    expect(await doors.rawItem(alice, scene)).toBe(item);
  });

  test('gives nothing to send again once its message was claimed', async () => {
    const genuine = await ask(newScene());
    await report(doors, genuine);
    await doors.claim(alice, scene, 'first');
    doors.clock.advance(60_000);
    await again(genuine);

    expect(await doors.claim(alice, scene, 'second')).toMatchObject({ written: false });
  });

  test('is expired once a later link was confirmed, and changes not a byte', async () => {
    const old = await ask(newScene());
    const later = await ask(scene);
    await report(doors, old);
    await report(doors, later);
    const item = await doors.rawItem(alice, scene);

    for (let n = 0; n < times; n += 1)
      expect(await again(old)).toMatchObject({ result: 'expired' });

    expect(await doors.rawItem(alice, scene)).toBe(item);
  });

  test('does not bring back a user who was erased', async () => {
    const genuine = await ask(newScene());
    await report(doors, genuine);
    await doors.erase(alice);
    const tombstone = await doors.rawItem(alice, scene);

    for (let n = 0; n < times; n += 1) {
      expect(await again(genuine)).toMatchObject({ result: 'expired' });
    }

    expect(await doors.rawItem(alice, scene)).toBe(tombstone);
    expect(tombstone).not.toContain('confirmed');
  });
});
