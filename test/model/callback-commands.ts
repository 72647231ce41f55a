import fc from 'fast-check';
import { arrive, requestOf } from './callbacks.ts';
import { type Command, command } from './command.ts';
import { noFaults } from './faults.ts';
import { type Callback, expectSame, fromNewest, type World } from './world.ts';

const recent = fc.nat({ max: 5 });
const rarely = fc.constantFrom(false, false, false, false, true);
const hasLinks = ({ links }: World): boolean => links.length > 0;
const hasCallbacks = ({ callbacks }: World): boolean => callbacks.length > 0;

/** Somebody opens a link in WeChat, taps, and the browser comes back to us. */
export const taps: fc.Arbitrary<Command> = fc
  .record({
    link: recent,
    action: fc.constantFrom<Callback['action']>('confirm', 'confirm', 'confirm', 'cancel'),
    isStranger: rarely,
    isForgetful: rarely,
    store: fc.constantFrom(
      'ok' as const,
      'ok' as const,
      'ok' as const,
      'before' as const,
      'after' as const,
    ),
    slash: fc.boolean(),
  })
  .map((tap) =>
    command(
      `tap(${JSON.stringify(tap)})`,
      async (world, service) => {
        const link = fromNewest(world.links, tap.link);
        const { action, isForgetful, store } = tap;
        const stranger = world.people.find((one) => one !== link.owner) ?? link.owner;
        const person = tap.isStranger ? stranger : link.owner;
        const url = service.account.tap(link.url, person.openid, action);
        const callback: Callback = { link, person, action, url, isForgetful };
        world.callbacks.push(callback);
        service.plan({ ...noFaults, store: [store] });
        const answered = await service.ask(...requestOf(callback, tap.slash));
        const hasMet = service.met.store > 0;
        service.plan(noFaults);
        await arrive(world, service, callback, answered, hasMet ? store : 'ok');
      },
      hasLinks,
    ),
  );

/** The same callback again: a reload, a double hit, the back button. */
export const reloads: fc.Arbitrary<Command> = recent.map((n) =>
  command(
    `reload(${n})`,
    async (world, service) => {
      const callback = fromNewest(world.callbacks, n);
      const answered = await service.ask(...requestOf(callback, false));
      await arrive(world, service, callback, answered, 'ok');
    },
    hasCallbacks,
  ),
);

type Values = Readonly<Record<string, string>>;

const reserved = ({ reserved: text = '' }: Values) => text;

const forgeries = {
  seal: (values: Values): Values => {
    const text = reserved(values);
    return { reserved: text.slice(0, -1) + (text.endsWith('0') ? '1' : '0') };
  },
  key: (values: Values): Values => ({ reserved: `1ff${reserved(values).slice(3)}` }),
  cut: (values: Values): Values => ({ reserved: reserved(values).slice(0, -1) }),
  expiry: (values: Values): Values => ({
    reserved: `${reserved(values).slice(0, 16)}ffffffff${reserved(values).slice(24)}`,
  }),
  scene: (values: Values): Values => ({ scene: values['scene'] === '1001' ? '1002' : '1001' }),
  template: (): Values => ({ template_id: 'template-2' }),
  path: (): Values => ({ path: Buffer.from('course:forged').toString('base64url') }),
};

/** A callback with one thing changed: one page for all of them, and nothing is kept. */
export const forged: fc.Arbitrary<Command> = fc
  .record({
    n: recent,
    how: fc.constantFrom('seal', 'key', 'cut', 'expiry', 'scene', 'template', 'path'),
  })
  .map(({ n, how }) =>
    command(
      `forged(${how}, ${n})`,
      async (world, service) => {
        const callback = fromNewest(world.callbacks, n);
        const isRelay = callback.link.door === 'relay';
        if (isRelay && how === 'path') return;
        const { status, headers } = await service.ask(
          ...requestOf(callback, false, forgeries[how]),
        );
        expectSame(`status of a forged callback (${how})`, status, isRelay ? 403 : 400);
        expectSame('location of a forged callback', headers['location'], undefined);
      },
      hasCallbacks,
    ),
  );

/** A back end opens the receipt that its page was given. */
export const receipts: fc.Arbitrary<Command> = fc
  .record({ n: recent, damage: rarely })
  .map(({ n, damage }) =>
    command(
      `receipt(${n}${damage ? ', damaged' : ''})`,
      async (world, service) => {
        const { text, sealedAtMs, shows } = fromNewest(world.receipts, n);
        const kid = Buffer.from(text, 'base64url').toString('hex', 1, 2);
        const receipt = damage ? `${text.slice(0, -2)}AA` : text;
        const { status, json } = await service.ask('POST /v1/receipts', { body: { receipt } });
        const nowMs = service.clock.now();
        const isRetired = service.keys.retiredAtMs.has(kid);
        if (receipt !== text || (isRetired && status === 400)) {
          expectSame('status of a damaged receipt', status, 400);
        } else if (nowMs >= sealedAtMs + 10 * 60_000) {
          expectSame('status of an old receipt', status, 410);
        } else {
          expectSame('status of a receipt', status, 200);
          expectSame('receipt', json, shows);
        }
      },
      ({ receipts: held }) => held.length > 0,
    ),
  );
