import { leaseMs } from '../../src/domain/credit.ts';
import { parseScene } from '../../src/domain/scene.ts';
import { type Actor, eraser, forger, minute, operator, sender, user } from './actors.ts';
import type { Scenario } from './explorer-system.ts';

const lease = leaseMs + 1_000;
/** Under `reconcile` an unknown send may be probed after this. */
const untilProbe = leaseMs + 121_000;
/** Too late for a POST that was claimed before. */
const mostOfTheTime = 12_500;
const untilTokenEnds = 7_200_000 - 30_000;
const otherScene = parseScene(1002);

const scenario = (
  name: string,
  faults: readonly [fast: number, full: number],
  actors: readonly Actor[],
  changes: Partial<Scenario> = {},
): Scenario => ({
  name,
  faults: { fast: faults[0], full: faults[1] },
  actors,
  wechat: 'lax',
  token: 'good',
  policy: 'hold',
  passing: [lease],
  isOvertimeAllowed: false,
  isConnectingSlow: false,
  lateWrites: false,
  moods: false,
  confirms: 1,
  remembered: 0,
  lifetimeMs: undefined,
  ...changes,
});

const S = sender('S', { key: 'k1' });
const T = sender('T', { key: 'k2' });

/**
 * Every way in which we could think of two or three parties to meet at one credit. Where WeChat is
 * lax, at most one message per confirm is our own doing.
 */
export const scenarios: readonly Scenario[] = [
  scenario('two-keys', [1, 3], [S, T]),
  scenario('two-confirms', [1, 2], [S, T], { confirms: 2 }),
  scenario('one-key', [1, 3], [S, sender('T', { key: 'k1' })]),
  scenario('three-keys', [0, 1], [S, T, sender('V', { key: 'k3' })]),
  scenario(
    'three-with-one-key',
    [0, 1],
    [S, sender('T', { key: 'k1' }), sender('V', { key: 'k1' })],
  ),
  scenario('one-key-two-messages', [1, 2], [S, sender('T', { key: 'k1', fingerprint: 'other' })]),
  scenario(
    'one-key-two-scenes',
    [0, 1],
    [S, sender('T', { key: 'k1', on: otherScene }), user('U', 1, { on: otherScene })],
  ),
  scenario('retries', [1, 2], [sender('S', { key: 'k1', tries: 3 }), T], { moods: true }),
  scenario('retries-strict', [1, 2], [sender('S', { key: 'k1', tries: 2 }), T], {
    moods: true,
    wechat: 'strict',
  }),
  scenario('slow-claims', [0, 1], [sender('S', { key: 'k1', tries: 2 }), T], {
    passing: [mostOfTheTime, lease],
    isConnectingSlow: true,
  }),
  scenario('confirms-again', [1, 2], [S, T, user('U', 2)]),
  scenario('confirms-again-strict', [0, 1], [S, T, user('U', 2)], { wechat: 'strict' }),
  scenario('confirms-again-moods', [1, 2], [sender('S', { key: 'k1', tries: 2 }), user('U', 2)], {
    moods: true,
  }),
  scenario('reloads', [0, 1], [user('U', 1, { loads: 2, isSealed: true }), S, T], { confirms: 0 }),
  scenario('two-links-in-one-second', [1, 2], [user('U', 1), user('W', 2), S], { confirms: 0 }),
  scenario('forged', [0, 1], [forger('F'), user('U', 1, { isSealed: true }), S], { confirms: 0 }),
  scenario('operator', [0, 1], [S, operator('O'), T]),
  scenario('operator-repeats', [2, 3], [S, operator('O', { tries: 2 })]),
  scenario('operator-confirms-again', [1, 2], [S, operator('O'), user('U', 2)]),
  scenario('operator-wrong', [0, 1], [S, operator('O', { says: 'delivered' }), user('U', 2)]),
  scenario('two-operators', [0, 2], [S, operator('O'), operator('P', { says: 'delivered' })]),
  scenario('erased', [0, 1], [user('U', 1, { loads: 2 }), eraser('E', { tries: 2 }), S], {
    confirms: 0,
  }),
  scenario('erased-confirms-again', [0, 1], [S, eraser('E'), user('U', 2)]),
  scenario('overtime', [0, 1], [S, T, user('U', 2)], { isOvertimeAllowed: true }),
  scenario('overtime-moods', [0, 1], [S, T, user('U', 2)], {
    isOvertimeAllowed: true,
    moods: true,
  }),
  scenario('late-writes', [1, 2], [sender('S', { key: 'k1', tries: 2 }), T], {
    lateWrites: true,
    moods: true,
  }),
  scenario('late-writes-confirms-again', [0, 1], [S, user('U', 2, { loads: 2 })], {
    lateWrites: true,
  }),
  scenario('late-writes-erased', [1, 2], [eraser('E', { tries: 2 }), user('U', 2)], {
    lateWrites: true,
  }),
  scenario('late-writes-sends-and-erased', [0, 1], [S, eraser('E'), user('U', 2)], {
    lateWrites: true,
  }),
  scenario('late-writes-operator', [1, 2], [S, operator('O'), user('U', 2)], {
    lateWrites: true,
  }),
  scenario('late-writes-overtime', [0, 1], [S, T, user('U', 2)], {
    lateWrites: true,
    isOvertimeAllowed: true,
  }),
  scenario('late-writes-reconcile', [1, 2], [S, sender('R', { key: 'k1' })], {
    lateWrites: true,
    policy: 'reconcile',
    wechat: 'strict',
    moods: true,
    passing: [untilProbe],
  }),
  scenario('hold-and-wait', [0, 0], [S, sender('R', { key: 'k1', tries: 2 }), T], {
    passing: [untilProbe],
  }),
  scenario('reconcile', [1, 2], [S, sender('R', { key: 'k1', tries: 2 })], {
    policy: 'reconcile',
    wechat: 'strict',
    moods: true,
    passing: [untilProbe],
  }),
  scenario(
    'reconcile-two-probes',
    [0, 1],
    [S, sender('R', { key: 'k1' }), sender('Q', { key: 'k1' })],
    { policy: 'reconcile', wechat: 'strict', moods: true, passing: [untilProbe] },
  ),
  scenario('reconcile-confirms-again', [0, 2], [S, sender('R', { key: 'k1' }), user('U', 2)], {
    policy: 'reconcile',
    wechat: 'strict',
    passing: [untilProbe],
  }),
  scenario('reconcile-operator', [0, 1], [S, sender('R', { key: 'k1' }), operator('O')], {
    policy: 'reconcile',
    wechat: 'strict',
    moods: true,
    passing: [untilProbe, lease],
  }),
  scenario('token-superseded', [0, 1], [S, T], { token: 'superseded', passing: [] }),
  scenario('token-revoked', [0, 1], [S, T], { token: 'revoked', passing: [] }),
  scenario('token-absent', [0, 1], [sender('S', { key: 'k1', isCold: true }), minute('M')], {
    token: 'absent',
    passing: [],
  }),
  scenario(
    'token-absent-for-two',
    [0, 0],
    [sender('S', { key: 'k1', isCold: true }), sender('T', { key: 'k2', isCold: true })],
    { token: 'absent', passing: [] },
  ),
  scenario('token-ends', [0, 1], [sender('S', { key: 'k1', isCold: true }), minute('M')], {
    passing: [untilTokenEnds],
  }),
  scenario('token-has-ended', [0, 0], [sender('S', { key: 'k1', isCold: true }), minute('M')], {
    passing: [7_201_000],
  }),
  scenario('lifetime', [0, 1], [sender('S', { key: 'k1', tries: 2 }), T, user('U', 2)], {
    lifetimeMs: lease,
  }),
  scenario('memory-full', [0, 1], [S, T], { remembered: 64 }),
];

export const scenarioNamed = (name: string): Scenario => {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario is called ${name}`);
  return found;
};
