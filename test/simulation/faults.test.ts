import { expect, test } from 'vitest';
import { memoryCredits } from '../support/memory-credits.ts';
import { explore } from './explorer.ts';
import { startSystem } from './explorer-system.ts';
import { scenarioNamed } from './scenarios.ts';

/** Between them, without any fault, they make every call that there is. */
const together = [
  'overtime',
  'operator',
  'operator-confirms-again',
  'erased',
  'retries',
  'reconcile',
  'token-absent',
  'token-revoked',
];
/** Between them, they make every write of the credits. */
const togetherLate = [
  'late-writes',
  'late-writes-erased',
  'late-writes-operator',
  'late-writes-overtime',
  'late-writes-reconcile',
];
const others = ['connect', 'post', 'invoke', 'readToken', 'writeToken'];
const refresher = ['lock', 'unlock', 'countForce', 'fetchToken', 'forceToken'];

/** What may happen at each call of a port, in schedules where none of it does. */
const waysOfCalls = async (
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const ways = new Map<string, Set<string>>();
  for (const name of names) {
    await explore(() => {
      const system = startSystem(scenarioNamed(name), 1);
      return {
        ...system,
        steps: () => {
          const steps = system.steps();
          for (const { label } of steps) {
            const [, call, way] = /\.(\w+)!([\w-]+)$/.exec(label) ?? [];
            if (call === undefined || way === undefined) continue;
            ways.set(call, (ways.get(call) ?? new Set()).add(way));
          }
          return steps.filter(({ label }) => !label.includes('!'));
        },
      };
    });
  }
  return ways;
};

test('at every call of every port: fails before, fails after, crash before, crash after', async () => {
  const ways = await waysOfCalls(together);

  const calls = [...Object.keys(memoryCredits()), ...others, ...refresher].sort();
  expect([...ways.keys()].filter((call) => call !== 'look').sort()).toEqual(calls);
  for (const [call, found] of ways) {
    expect([...found], call).toEqual(
      expect.arrayContaining(['fail-before', 'fail-after', 'crash-before', 'crash-after']),
    );
  }
}, 60_000);

test('at every write of a credit: arrives late, given up or answered long ago', async () => {
  const ways = await waysOfCalls(togetherLate);

  for (const call of Object.keys(memoryCredits())) {
    if (call === 'find' || call === 'list') continue;
    expect([...(ways.get(call) ?? [])], call).toEqual(
      expect.arrayContaining(['fail-late', 'repeat-late']),
    );
  }
}, 60_000);
