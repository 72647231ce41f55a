import { expect, test } from 'vitest';
import type { SendOutcome } from '../../src/domain/send-outcome.ts';
import { unknowable } from '../../src/domain/send-outcome.ts';
import { hintFor } from '../../src/wechat/errcodes.ts';
import { timedSender } from '../../src/wechat/timed-sender.ts';
import { aClock, aMessage } from '../support/builders.ts';

/** A sender whose POST takes so long, and how long it was told to have taken. */
const aTimedSender = (tookMs: number, outcome: SendOutcome) => {
  const clock = aClock();
  const told: number[] = [];
  const connect = async () => ({
    send: async () => {
      clock.advance(tookMs);
      return outcome;
    },
  });
  const recall = () => outcome;
  const sender = timedSender({ connect, recall }, clock.now, (ms) => told.push(ms));
  return { sender, told };
};

test.each<[string, SendOutcome]>([
  ['answered', { meaning: unknowable, said: { errcode: -1, hint: hintFor(-1, '') } }],
  ['lost', { meaning: unknowable }],
])(
  'a POST that was %s is told with the time it took, and its outcome is as it was',
  async (_, outcome) => {
    const { sender, told } = aTimedSender(240, outcome);
    const connection = await sender.connect();

    expect(await connection.send(aMessage(), 'token')).toBe(outcome);
    expect(told).toEqual([240]);
  },
);

test('opening a connection is no POST', async () => {
  const { sender, told } = aTimedSender(240, { meaning: unknowable });
  await sender.connect();

  expect(told).toEqual([]);
});
