import { afterAll, beforeAll, expect, test } from 'vitest';
import { atRedirectDoor, atRelayDoor, type Genuine, report, told } from './callbacks.ts';
import { alice, mallory, startTwoDoors, type TwoDoors } from './two-doors.ts';

// WeChat signs no callback, so the openid in it is what the browser says. This is the limit of what
// a link that is not bound can prove, and of what its receipt is worth.

let doors: TwoDoors;
beforeAll(async () => {
  doors = await startTwoDoors();
});
afterAll(() => doors.close());

type Asked = { readonly scene: number; readonly boundTo?: string };

const everyDoor = [
  {
    name: 'redirect',
    scene: 4_001,
    ask: (asked: Asked) => atRedirectDoor(doors, asked),
    receiptOf: async (genuine: Genuine) => told(await report(doors, genuine))['receipt'],
  },
  {
    name: 'relay',
    scene: 4_002,
    ask: (asked: Asked) => atRelayDoor(doors, asked),
    receiptOf: async (genuine: Genuine): Promise<string | undefined> =>
      JSON.parse((await report(doors, genuine)).body).receipt,
  },
];

const naming = (genuine: Genuine, openid: string): Genuine => ({
  ...genuine,
  fields: { ...genuine.fields, openid },
});

const open = async (receipt: string | undefined) =>
  JSON.parse((await doors.call('POST /v1/receipts', { body: { receipt } })).body);

const victims = [alice, mallory, 'o'.repeat(28), '-'.repeat(28)];

test.each(everyDoor)(
  'the browser of a $name link can name any openid: one credit for each, and no receipt above browser',
  async ({ ask, receiptOf, scene }) => {
    const genuine = await ask({ scene });

    for (const openid of victims) {
      for (let again = 0; again < 2; again += 1) {
        const opened = await open(await receiptOf(naming(genuine, openid)));

        expect(opened).toMatchObject({ openid, scene, assurance: 'browser' });
      }
      expect(await doors.rawItem(openid, scene)).toContain('"confirmed":{"N":"1"}');
    }
  },
);

test.each(everyDoor)(
  'a $name link that is bound to an openid confirms for that one alone',
  async ({ ask, receiptOf }) => {
    const genuine = await ask({ scene: 4_003, boundTo: alice });

    for (const openid of victims.slice(1)) {
      expect(await receiptOf(naming(genuine, openid))).toBeUndefined();
      expect(await doors.rawItem(openid, 4_003)).toBe('{}');
    }
    expect(await open(await receiptOf(genuine))).toMatchObject({
      openid: alice,
      assurance: 'openid',
    });
  },
);
