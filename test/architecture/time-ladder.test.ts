import { describe, expect, it } from 'vitest';
import { functionTimeoutSeconds } from '../../lib/function-timeouts.ts';
import { clientSettings } from '../../src/aws/client-settings.ts';
import { isUnknown, leaseMs, tombstoneSeconds } from '../../src/domain/credit.ts';
import { postMs, roundMs } from '../../src/use-cases/send-contract.ts';
import { wechatTimeouts } from '../../src/wechat/http.ts';
import { aClaim, aConsent, startMs } from '../support/builders.ts';
import { memoryCredits } from '../support/memory-credits.ts';

/** docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const apiGatewayMs = 30_000;
const sendTimeoutMs = functionTimeoutSeconds['send-message'] * 1000;

describe('the ladder of time limits', () => {
  it('API Gateway waits longer than any function it calls may run', () => {
    const { 'refresh-access-token': _, ...behindHttp } = functionTimeoutSeconds;

    for (const [name, seconds] of Object.entries(behindHttp)) {
      expect(seconds * 1000, name).toBeLessThan(apiGatewayMs);
    }
  });

  it('every function may wait for two calls to AWS, one after the other, at their slowest', () => {
    const { maxAttempts, requestHandler } = clientSettings('DYNAMODB');
    const slowestMs = maxAttempts * requestHandler.requestTimeout;

    for (const [name, seconds] of Object.entries(functionTimeoutSeconds)) {
      expect(2 * slowestMs, name).toBeLessThan(seconds * 1000);
    }
  });

  it('a lease outlives the process that took it by half a minute', () => {
    expect(leaseMs).toBeGreaterThanOrEqual(sendTimeoutMs + 30_000);
  });

  it('clocks may differ by just under half a minute: no send that may still run looks over to another', async () => {
    const credits = memoryCredits();
    await credits.record(aConsent());
    const attempt = await credits.claim(aClaim({ nowMs: startMs }), []);
    if (!attempt.written) throw new Error('nobody else wants it');
    const lastMomentMs = startMs + sendTimeoutMs;

    expect(isUnknown(attempt.credit, lastMomentMs + 29_999)).toBe(false);
    expect(isUnknown(attempt.credit, lastMomentMs + 30_000)).toBe(true);
  });

  it('a POST at its slowest leaves time to write how it ended', () => {
    const { maxAttempts, requestHandler } = clientSettings('DYNAMODB');

    expect(wechatTimeouts.exchangeMs + requestHandler.requestTimeout).toBeLessThan(postMs);
    expect(postMs).toBeLessThan(roundMs);
    expect(maxAttempts * requestHandler.requestTimeout).toBeLessThan(roundMs);
    expect(2 * postMs).toBeLessThan(sendTimeoutMs);
  });

  it('a token that was refused leaves time to give the credit back, whatever has become of its replacement', () => {
    const { maxAttempts, requestHandler } = clientSettings('DYNAMODB');

    // a last read that began when the time for a second POST was over, then the release
    expect((maxAttempts + 1) * requestHandler.requestTimeout).toBeLessThan(postMs);
  });

  it('a tombstone outlives the longest link', () => {
    const longestLinkSeconds = 604_800;

    expect(tombstoneSeconds).toBeGreaterThan(longestLinkSeconds);
  });
});
