import { leaseMs } from '../../src/domain/credit.ts';
import type { Claim, Consent } from '../../src/domain/credit-transitions.ts';
import { type KeyRing, keyRing } from '../../src/domain/key-ring.ts';
import type { Message } from '../../src/domain/message.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { parseScene } from '../../src/domain/scene.ts';

export const openid = parseOpenid('oTestUser0000000000000000001');
export const otherOpenid = parseOpenid('oTestUser0000000000000000002');
export const scene = parseScene(1001);
/** 2026-11-23T00:00:00Z */
export const startMs = 1_795_392_000_000;

export const aConsent = (changes: Partial<Consent> = {}): Consent => ({
  openid,
  scene,
  ticket: ticketOrder(1),
  confirmedAtMs: startMs,
  assurance: 'browser',
  ...changes,
});

/** The nth ticket's order. */
export const ticketOrder = (n: number): string => n.toString(16).padStart(32, '0');

export const aClaim = (changes: Partial<Claim> = {}): Claim => ({
  openid,
  scene,
  sendId: 'send-1',
  keyHash: 'key-1',
  fingerprint: 'fingerprint-1',
  order: changes.nowMs ?? startMs + 1_000,
  nowMs: startMs + 1_000,
  leaseUntilMs: (changes.nowMs ?? startMs + 1_000) + leaseMs,
  lifetimeMs: undefined,
  ...changes,
});

export const aMessage = (changes: Partial<Message> = {}): Message => ({
  openid,
  scene,
  title: '上课提醒',
  content: '课程将于明天上午九点开始\n请提前十分钟进入教室',
  ...changes,
});

export const aRing = (signsFromMs = 0): KeyRing =>
  keyRing([{ kid: '01', secret: Buffer.alloc(32, 7), signsFromMs }]);

/** A clock that stands still until it is moved. */
export const aClock = (nowMs = startMs) => {
  let current = nowMs;
  return {
    now: () => current,
    advance: (ms: number) => {
      current += ms;
    },
  };
};
