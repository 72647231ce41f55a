import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing, SealingKey } from './key-ring.ts';
import type { Openid } from './openid.ts';
import type { Scene } from './scene.ts';

/** `redirect`: WeChat sends the browser to us; `relay`: to the H5 page, which reports to us. */
export type Door = 'redirect' | 'relay';

/** What a ticket is tied to: a user, or a secret that only the asking browser has. */
export type Holder =
  | { readonly kind: 'openid'; readonly openid: Openid }
  | { readonly kind: 'browser'; readonly secret: string };

/** What the seal covers beside the ticket's own fields; it travels outside `reserved`. */
export type Sealed = {
  readonly appid: string;
  readonly templateId: string;
  readonly scene: Scene;
  /** The path segment of the redirect door; empty at the relay. */
  readonly pathState: string;
};

export type Ticket = {
  readonly door: Door;
  readonly holder: Holder['kind'];
  readonly expiresAtMs: number;
  /** Orders all tickets of one (openid, scene): issued at, then the nonce. 32 hex digits. */
  readonly order: string;
  /** Whether this is who, or which browser, the link was made for. */
  readonly isHeldBy: (holder: Holder) => boolean;
};

const version = '1';
const kinds: Readonly<Record<Door, Readonly<Record<Holder['kind'], string>>>> = {
  redirect: { browser: '1', openid: '2' },
  relay: { browser: '3', openid: '4' },
};
const macDigits = 64;
const layout =
  /^1([0-9a-f]{2})([1-4])([0-9a-f]{12})([0-9a-f]{8})([0-9a-f]{20})([0-9a-f]{16})([0-9a-f]{64})$/;

/**
 * `reserved`: the one thing WeChat returns unchanged, so it carries our seal. 124 lower-case hex
 * digits (allowed: a-zA-Z0-9, at most 128): version 1, kid 2, kind 1, issued at in ms 12,
 * expiry in s 8, nonce 20, keyed hash of the holder 16, HMAC-SHA-256 64.
 */
export const sealTicket = (
  ring: KeyRing,
  ticket: {
    readonly door: Door;
    readonly holder: Holder;
    readonly issuedAtMs: number;
    readonly lifetimeSeconds: number;
    /** 20 hex digits. */
    readonly nonce: string;
  },
  sealed: Sealed,
): string => {
  const key = ring.signingKey(ticket.issuedAtMs);
  const expiresAtSeconds = Math.ceil(ticket.issuedAtMs / 1000) + ticket.lifetimeSeconds;
  const fields = [
    version,
    key.kid,
    kinds[ticket.door][ticket.holder.kind],
    ticket.issuedAtMs.toString(16).padStart(12, '0'),
    expiresAtSeconds.toString(16).padStart(8, '0'),
    ticket.nonce,
    holderHash(key, ticket.holder),
  ].join('');
  return fields + mac(key, fields, sealed).digest('hex');
};

/** @returns undefined unless the whole of it was sealed by a key of the ring. */
export const openTicket = (ring: KeyRing, reserved: string, sealed: Sealed): Ticket | undefined => {
  const parts = layout.exec(reserved);
  if (parts === null) return undefined;
  const [, kid = '', kind = '', issuedAt = '', expiry = '', nonce = '', held = '', seal = ''] =
    parts;
  const key = ring.find(kid);
  if (key === undefined) return undefined;
  const fields = reserved.slice(0, -macDigits);
  if (!timingSafeEqual(Buffer.from(seal, 'hex'), mac(key, fields, sealed).digest())) {
    return undefined;
  }
  return {
    door: kind === kinds.redirect.browser || kind === kinds.redirect.openid ? 'redirect' : 'relay',
    holder: kind === kinds.redirect.openid || kind === kinds.relay.openid ? 'openid' : 'browser',
    expiresAtMs: Number.parseInt(expiry, 16) * 1000,
    order: issuedAt + nonce,
    isHeldBy: (holder) =>
      timingSafeEqual(Buffer.from(held, 'hex'), Buffer.from(holderHash(key, holder), 'hex')),
  };
};

const holderHash = (key: SealingKey, holder: Holder): string =>
  key.bind(holder.kind === 'openid' ? `openid|${holder.openid}` : `browser|${holder.secret}`);

/** Lengths go before values, so that no two lists of fields read the same. */
const mac = (key: SealingKey, fields: string, sealed: Sealed): Hmac =>
  createHmac('sha256', key.derive('ticket')).update(
    measured(fields) +
      measured(sealed.appid) +
      measured(sealed.templateId) +
      measured(String(sealed.scene)) +
      measured(sealed.pathState),
  );

const measured = (value: string): string => `${Buffer.byteLength(value)}:${value}`;
