import { expect, test } from 'vitest';
import { measuredParameter } from '../../functions/send-message/measured-parameter.ts';
import type { AccessToken } from '../../src/domain/access-token.ts';
import { aClock, startMs } from '../support/builders.ts';
import { capturedOutput } from '../support/captured-output.ts';

const aToken = (expiresAtMs: number): AccessToken => ({
  accessToken: 'token',
  expiresAtMs,
  fetchedAtMs: startMs - 60_000,
  fingerprint: '0123456789abcdef',
});

test.each<[string, AccessToken | undefined, number]>([
  ['a good one', aToken(startMs + 3_600_400), 3_600],
  ['one past its end', aToken(startMs - 90_000), -90],
  ['none', undefined, 0],
])('%s is given as it is, with how long it still lives', async (_, token, seconds) => {
  const output = capturedOutput();
  const parameter = measuredParameter({ read: async () => token }, aClock().now, output.log);

  expect(await parameter.read()).toBe(token);
  expect(output.emitted('AccessTokenSecondsLeft')).toMatchObject([{ value: seconds }]);
});
