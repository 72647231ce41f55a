import { expect, test } from 'vitest';
import { Unavailable } from '../../src/domain/errors.ts';
import { prime } from '../../src/entry/prime.ts';
import { capturedOutput } from '../support/captured-output.ts';

test('INIT does all of its steps at the same time', async () => {
  const { log, lines } = capturedOutput();
  const both = Promise.withResolvers<void>();
  let begun = 0;
  const step = () => {
    begun += 1;
    if (begun === 2) both.resolve();
    return both.promise;
  };

  await prime(log, [step, step]);

  expect(lines).toEqual([]);
});

test('a step that fails fails neither INIT nor the others, and is told', async () => {
  const { log, logged } = capturedOutput();
  let done = false;

  await prime(log, [
    () => Promise.reject(new Unavailable('no WeChat host could be connected to')),
    async () => {
      done = true;
    },
    () => Promise.reject('text'),
  ]);

  expect(done).toBe(true);
  expect(logged()).toEqual([
    { level: 'WARN', event: 'prime.failed', reason: 'no WeChat host could be connected to' },
    { level: 'WARN', event: 'prime.failed', reason: 'unknown' },
  ]);
});
