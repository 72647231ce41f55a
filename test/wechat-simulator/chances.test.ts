import { expect, it } from 'vitest';
import { confirmLink, message, rejecter, startSimulator } from './running-simulator.ts';

it('one confirm allows one message', async () => {
  const { tap, send, inbox } = await startSimulator();
  await tap();

  expect((await send()).errcode).toBe(0);
  expect((await send()).errcode).toBe(43101);
  expect(await inbox()).toHaveLength(1);
});

it('confirms of one scene do not accumulate', async () => {
  const { tap, send } = await startSimulator();
  await tap();
  await tap();
  await tap();

  expect((await send()).errcode).toBe(0);
  expect((await send()).errcode).toBe(43101);
});

it('a confirm after the message allows one more', async () => {
  const { tap, send, inbox } = await startSimulator();
  await tap();
  await send();
  await tap();

  expect((await send()).errcode).toBe(0);
  expect((await send()).errcode).toBe(43101);
  expect(await inbox()).toHaveLength(2);
});

it('each scene has a chance of its own', async () => {
  const { tap, send } = await startSimulator();
  await tap('confirm', undefined, confirmLink({ scene: '1' }));
  await tap('confirm', undefined, confirmLink({ scene: '2' }));

  expect((await send(message({ scene: '1' }))).errcode).toBe(0);
  expect((await send(message({ scene: '2' }))).errcode).toBe(0);
  expect((await send(message({ scene: '1' }))).errcode).toBe(43101);
});

it('a cancel gives nothing, and takes an earlier confirm only where that is assumed', async () => {
  const { tap, send, assume } = await startSimulator();
  await tap('cancel');
  expect((await send()).errcode).toBe(43101);

  await tap('confirm');
  await tap('cancel');
  expect((await send()).errcode).toBe(0);

  await assume({ cancelRevokesChance: true });
  await tap('confirm');
  await tap('cancel');
  expect((await send()).errcode).toBe(43101);
});

it('a refused send leaves the chance, unless assumed otherwise', async () => {
  const { tap, send, assume } = await startSimulator();
  const tooLong = message({ title: '题'.repeat(16) });
  await tap();
  expect((await send(tooLong)).errcode).toBe(45003);
  expect((await send()).errcode).toBe(0);

  await assume({ failedSendConsumesChance: true });
  await tap();
  expect((await send(tooLong)).errcode).toBe(45003);
  expect((await send()).errcode).toBe(43101);
});

it('a send to a rejecting user leaves the chance for when they accept again', async () => {
  const { tap, send, post } = await startSimulator();
  await tap('confirm', rejecter);
  expect((await send(message({ touser: rejecter }))).errcode).toBe(43101);

  await post('/_simulator/users', { openid: rejecter, rejects: false });

  expect((await send(message({ touser: rejecter }))).errcode).toBe(0);
});

it('a chance lasts for ever, or as long as is assumed', async () => {
  const { tap, send, advance, assume } = await startSimulator();
  await tap();
  await advance(3 * 365 * 86_400);
  expect((await send()).errcode).toBe(0);

  await assume({ chanceLifetimeSeconds: 600 });
  await tap();
  await advance(599);
  await tap('confirm', undefined, confirmLink({ scene: '2' }));
  await advance(1);
  expect((await send()).errcode).toBe(43101);
  expect((await send(message({ scene: '2' }))).errcode).toBe(0);
});

it.each([
  ['nothing', 43101, 43101],
  ['restartsLifetime', 0, 43101],
  ['accumulates', 0, 0],
])('confirming an unused chance again: %s', async (confirmingUnusedChance, first, second) => {
  const { tap, send, advance, assume } = await startSimulator();
  await assume({ chanceLifetimeSeconds: 600, confirmingUnusedChance });
  await tap();
  await advance(400);
  await tap();
  await advance(400);

  expect((await send()).errcode).toBe(first);
  expect((await send()).errcode).toBe(second);
});

it('the control plane shows chances and what was tapped', async () => {
  const { tap, send, get } = await startSimulator();
  await tap();
  await tap('cancel', undefined, confirmLink({ scene: '2' }));
  await send();

  const { chances, decisions } = await get('/_simulator/chances');

  expect(chances).toMatchObject([{ scene: 1001, left: 0, sendable: false }]);
  expect(decisions).toMatchObject([
    { scene: 1001, action: 'confirm' },
    { scene: 2, action: 'cancel' },
  ]);
});
