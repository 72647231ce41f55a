import { createHmac, timingSafeEqual } from 'node:crypto';
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
const digits = 124;
const macDigits = 64;

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
  const fields =
    version +
    key.kid +
    kinds[ticket.door][ticket.holder.kind] +
    timesInHex(ticket.issuedAtMs, expiresAtSeconds) +
    ticket.nonce +
    holderHash(key, ticket.holder);
  return fields + mac(key, fields, sealed);
};

/** One for all tickets: a new one for each takes as long as it saves. */
const times = Buffer.alloc(10);

/** By way of bytes, 0.15 µs faster: Node 24 is slow to spell a number above 2 ** 31. */
const timesInHex = (issuedAtMs: number, expiresAtSeconds: number): string => {
  times.writeUIntBE(issuedAtMs, 0, 6);
  times.writeUInt32BE(expiresAtSeconds, 6);
  return times.toString('hex');
};

/**
 * What the seal has vouched for is ours, so its shape is known: a pattern would take 0.4 µs more.
 * @returns undefined unless the whole of it was sealed by a key of the ring.
 */
export const openTicket = (ring: KeyRing, reserved: string, sealed: Sealed): Ticket | undefined => {
  if (reserved.length !== digits || !reserved.startsWith(version)) return undefined;
  const key = ring.find(reserved.slice(1, 3));
  if (key === undefined) return undefined;
  const fields = reserved.slice(0, -macDigits);
  if (!isSame(reserved.slice(-macDigits), mac(key, fields, sealed))) return undefined;
  const kind = reserved.charAt(3);
  return {
    door: kind === kinds.redirect.browser || kind === kinds.redirect.openid ? 'redirect' : 'relay',
    holder: kind === kinds.redirect.openid || kind === kinds.relay.openid ? 'openid' : 'browser',
    expiresAtMs: Number.parseInt(reserved.slice(16, 24), 16) * 1000,
    order: reserved.slice(4, 16) + reserved.slice(24, 44),
    isHeldBy: (holder) => isSame(reserved.slice(44, 60), holderHash(key, holder)),
  };
};

/** In constant time. Of text, because Node 24 takes 0.7 µs longer to give a digest as bytes. */
const isSame = (given: string, ours: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(ours)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const holderHash = (key: SealingKey, holder: Holder): string =>
  key.bind(holder.kind === 'openid' ? `openid|${holder.openid}` : `browser|${holder.secret}`);

/** Lengths, in UTF-16 units, go before values, so that no two lists of fields read the same. */
const mac = (key: SealingKey, fields: string, sealed: Sealed): string =>
  createHmac('sha256', key.derive('ticket'))
    .update(
      measured(fields) +
        measured(sealed.appid) +
        measured(sealed.templateId) +
        measured(String(sealed.scene)) +
        measured(sealed.pathState),
    )
    .digest('hex');

const measured = (value: string): string => `${value.length}:${value}`;
