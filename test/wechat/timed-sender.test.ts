import { expect, test } from 'vitest';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import { unknowable } from '../../src/domain/send-outcome.ts';
import { hintFor } from '../../src/wechat/errcodes.ts';
import { timedSender } from '../../src/wechat/timed-sender.ts';
import { aClock, aMessage } from '../support/builders.ts';

/** A sender whose POST takes so long. */
const aTimedSender = (tookMs: number, outcome: SendOutcome) => {
  const clock = aClock();
  const connect = async () => {
    clock.advance(1_000);
    return {
      send: async () => {
        clock.advance(tookMs);
        return outcome;
      },
    };
  };
  return timedSender({ connect, recall: () => outcome }, clock.now);
};

test.each<[string, SendOutcome]>([
  ['answered', { meaning: unknowable, said: { errcode: -1, hint: hintFor(-1, '') } }],
  ['lost', { meaning: unknowable }],
])('the outcome of a POST that was %s says how long the POST alone took', async (_, outcome) => {
  const connection = await aTimedSender(239.6, outcome).connect();

  expect(await connection.send(aMessage(), 'token')).toEqual({ ...outcome, ms: 240 });
});

test('what is remembered of a POST has taken no time', () => {
  expect(aTimedSender(240, { meaning: unknowable }).recall(-1)).toEqual({ meaning: unknowable });
});
