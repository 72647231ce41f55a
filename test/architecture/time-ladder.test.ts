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

const { maxAttempts, requestHandler } = clientSettings('DYNAMODB');
/** One try of a call to AWS, and a call at its slowest. */
const tryMs = requestHandler.requestTimeout;
const callMs = maxAttempts * tryMs;

describe('the ladder of time limits', () => {
  it('API Gateway waits longer than any function it calls may run', () => {
    const { 'refresh-access-token': _, ...behindHttp } = functionTimeoutSeconds;

    for (const [name, seconds] of Object.entries(behindHttp)) {
      expect(seconds * 1000, name).toBeLessThan(apiGatewayMs);
    }
  });

  it('every function may wait for two calls to AWS, one after the other, at their slowest', () => {
    for (const [name, seconds] of Object.entries(functionTimeoutSeconds)) {
      expect(2 * callMs, name).toBeLessThan(seconds * 1000);
    }
  });

  it('a lease outlives the process that took it by half a minute', () => {
    expect(leaseMs).toBeGreaterThanOrEqual(sendTimeoutMs + 30_000);
  });

  it('a lease outlives whoever waits for the answer', () => {
    expect(leaseMs).toBeGreaterThan(apiGatewayMs);
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

  describe('a send that is begun at once', () => {
    it('is settled with everything at its slowest, and the table asked twice', () => {
      expect(callMs + wechatTimeouts.exchangeMs + 2 * callMs).toBeLessThan(sendTimeoutMs);
    });

    it('gives a claim back that the table has not answered twice, and tells of it', () => {
      expect(3 * callMs).toBeLessThan(sendTimeoutMs);
    });

    it('has time for a second POST, though the first took all of its own', () => {
      expect(2 * postMs).toBeLessThan(sendTimeoutMs);
    });
  });

  describe('a send that is begun as late as it may be', () => {
    it('a POST at its slowest leaves time to write how it ended', () => {
      expect(wechatTimeouts.exchangeMs + tryMs).toBeLessThan(postMs);
    });

    it('has time for the POST after one try of the claim', () => {
      expect(tryMs + postMs).toBeLessThanOrEqual(roundMs);
    });

    it('gives a claim back that was answered at its slowest', () => {
      expect(2 * callMs).toBeLessThan(roundMs);
    });
  });

  it('a token that was refused leaves time to give the credit back, whatever has become of its replacement', () => {
    // a last read that began when the time for a second POST was over, then the release
    expect(tryMs + callMs).toBeLessThan(postMs);
  });

  it('a tombstone outlives the longest link', () => {
    const longestLinkSeconds = 604_800;

    expect(tombstoneSeconds).toBeGreaterThan(longestLinkSeconds);
  });
});
