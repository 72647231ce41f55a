import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Assurance, assurances } from './assurance.ts';
import type { KeyRing } from './key-ring.ts';
import type { Openid } from './openid.ts';
import type { Scene } from './scene.ts';

/** What was confirmed, for whom: sealed and unreadable while it travels through the owner's URLs. */
export type Receipt = {
  readonly openid: Openid;
  readonly scene: Scene;
  readonly callerState?: string | undefined;
  readonly assurance: Assurance;
  readonly confirmedAtMs: number;
};

export const receiptLifetimeMs = 10 * 60 * 1000;

const formatVersion = 1;
const headBytes = 2;
const ivBytes = 12;
const tagBytes = 16;

/** @param iv 12 random bytes, new for each receipt. */
export const sealReceipt = (
  ring: KeyRing,
  appid: string,
  receipt: Receipt,
  nowMs: number,
  iv: Buffer,
): string => {
  const key = ring.signingKey(nowMs);
  const head = Buffer.from([formatVersion, Number.parseInt(key.kid, 16)]);
  const cipher = createCipheriv('aes-256-gcm', key.derive('receipt'), iv);
  cipher.setAAD(associatedData(head, appid));
  const { openid, scene, assurance, confirmedAtMs, callerState } = receipt;
  const expiresAtMs = nowMs + receiptLifetimeMs;
  const text = JSON.stringify([openid, scene, assurance, confirmedAtMs, expiresAtMs, callerState]);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([head, iv, sealed, cipher.getAuthTag()]).toString('base64url');
};

export type OpenedReceipt =
  | { readonly status: 'valid'; readonly receipt: Receipt }
  | { readonly status: 'expired' }
  | { readonly status: 'invalid' };

export const openReceipt = (
  ring: KeyRing,
  appid: string,
  text: string,
  nowMs: number,
): OpenedReceipt => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= headBytes + ivBytes + tagBytes || bytes.toString('base64url') !== text) {
    return { status: 'invalid' };
  }
  const head = bytes.subarray(0, headBytes);
  const key = ring.find(head.toString('hex', 1, 2));
  if (head[0] !== formatVersion || key === undefined) return { status: 'invalid' };
  const iv = bytes.subarray(headBytes, headBytes + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', key.derive('receipt'), iv);
  decipher.setAAD(associatedData(head, appid));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const sealed = bytes.subarray(headBytes + ivBytes, -tagBytes);
    const opened = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    return read(opened, nowMs);
  } catch {
    return { status: 'invalid' };
  }
};

/** What the seal has vouched for is ours, so its shape is known. */
const read = (json: string, nowMs: number): OpenedReceipt => {
  const [openid, scene, assurance, confirmedAtMs, expiresAtMs, callerState] = JSON.parse(json) as [
    Openid,
    Scene,
    Assurance,
    number,
    number,
    string | null,
  ];
  if (!assurances.includes(assurance)) return { status: 'invalid' };
  if (nowMs >= expiresAtMs) return { status: 'expired' };
  return {
    status: 'valid',
    receipt: { openid, scene, assurance, confirmedAtMs, callerState: callerState ?? undefined },
  };
};

const associatedData = (head: Buffer, appid: string): Buffer =>
  Buffer.concat([head, Buffer.from(`yici-receipt|${appid}`)]);
