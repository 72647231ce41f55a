import { type Assurance, isAtLeast, weaker } from '../domain/assurance.ts';
import { readRefusedConsent } from '../domain/credit-transitions.ts';
import type { Openid } from '../domain/openid.ts';
import { type Receipt, sealReceipt } from '../domain/receipt.ts';
import type { Scene } from '../domain/scene.ts';
import { type Door, openTicket, type Ticket } from '../domain/ticket.ts';
import type { Clock, CreditStore, Random, ReadKeyRing } from './ports.ts';

/** What came back from WeChat's confirm page, in its shape but not yet believed. */
export type ConsentCallback = {
  readonly door: Door;
  readonly action: 'confirm' | 'cancel';
  readonly templateId: string;
  readonly scene: Scene;
  readonly reserved: string;
  /** Comes with a confirm only. */
  readonly openid?: Openid | undefined;
  /** The path segment of the redirect door; empty at the relay. */
  readonly pathState: string;
  readonly callerState?: string | undefined;
  /** Of the cookies (redirect door) or the verifier (relay). */
  readonly browserSecrets: readonly string[];
};

export type ConsentOutcome =
  /** Not sealed by us: nobody is told more. */
  | { readonly result: 'forged' }
  /** Ours, but from another browser, for another openid, or with less evidence than is asked. */
  | { readonly result: 'invalid' }
  | { readonly result: 'expired' }
  | { readonly result: 'cancelled' }
  | { readonly result: 'used' }
  | {
      readonly result: 'confirmed';
      readonly receipt: string;
      /** False when the user reloaded the callback. */
      readonly first: boolean;
    };

export type RecordConsent = (callback: ConsentCallback) => Promise<ConsentOutcome>;

/** Verifies a callback before any call leaves this process, then keeps it by one conditional write. */
export const recordConsent =
  ({
    appid,
    templateId,
    minimumAssurance,
    keyRing,
    credits,
    now,
    random,
  }: {
    readonly appid: string;
    readonly templateId: string;
    readonly minimumAssurance: Assurance;
    readonly keyRing: ReadKeyRing;
    readonly credits: Pick<CreditStore, 'record'>;
    readonly now: Clock;
    readonly random: Random;
  }): RecordConsent =>
  async (callback) => {
    if (callback.templateId !== templateId) return { result: 'forged' };
    const { scene, pathState } = callback;
    const ring = await keyRing();
    const ticket = openTicket(ring, callback.reserved, { appid, templateId, scene, pathState });
    if (ticket === undefined || ticket.door !== callback.door) return { result: 'forged' };

    const nowMs = now();
    if (nowMs >= ticket.expiresAtMs) return { result: 'expired' };
    if (callback.action === 'cancel') return { result: 'cancelled' };

    const { openid, callerState } = callback;
    const assurance = openid && assuranceOf(ticket, openid, callback.browserSecrets);
    if (!openid || !assurance || !isAtLeast(assurance, minimumAssurance)) {
      return { result: 'invalid' };
    }

    const attempt = await credits.record({
      openid,
      scene,
      ticket: ticket.order,
      confirmedAtMs: nowMs,
      assurance,
      callerState,
    });
    const confirmed = (kept: Receipt, first: boolean): ConsentOutcome => {
      // whoever opens a callback again may hold nothing but its address
      const receipt = { ...kept, assurance: weaker(kept.assurance, assurance) };
      return {
        result: 'confirmed',
        receipt: sealReceipt(ring, appid, receipt, nowMs, random(12)),
        first,
      };
    };
    if (attempt.written) return confirmed(attempt.credit, true);

    const answer = readRefusedConsent(attempt.found, ticket.order);
    switch (answer) {
      case 'repeated':
        return attempt.found?.kind === 'credit'
          ? confirmed(attempt.found, false)
          : { result: 'expired' };
      case 'used':
        return { result: 'used' };
      case 'superseded':
        return { result: 'expired' };
    }
  };

/** A bound link vouches for its openid; else the asking browser's secret; else the seal alone. */
const assuranceOf = (
  ticket: Ticket,
  openid: Openid,
  browserSecrets: readonly string[],
): Assurance | undefined => {
  if (ticket.holder === 'openid') {
    return ticket.isHeldBy({ kind: 'openid', openid }) ? 'openid' : undefined;
  }
  const held = browserSecrets.some((secret) => ticket.isHeldBy({ kind: 'browser', secret }));
  return held ? 'browser' : 'signed';
};
