import type { Scene } from '../../src/domain/scene.ts';
import { sealTicket } from '../../src/domain/ticket.ts';
import type { ConsentCallback } from '../../src/use-cases/record-consent.ts';
import { aRing, openid, startMs } from '../support/builders.ts';

const ring = aRing();
const browserSecret = 'the browser that asked';
const sealed = (scene: Scene) => ({
  appid: 'wxappid',
  templateId: 'template',
  scene,
  pathState: '',
});
const weekSeconds = 604_800;

export const consentDeps = {
  appid: 'wxappid',
  templateId: 'template',
  minimumAssurance: 'browser',
  keyRing: async () => ring,
  random: (bytes: number) => Buffer.alloc(bytes),
} as const;

type Ticket = { readonly reserved: string; readonly order: string };
const made = new Map<string, Ticket>();

/** The nth ticket of a scene: all of them issued in one second, a millisecond apart. */
export const aTicket = (n: number, scene: Scene): Ticket => {
  const name = `${n}/${scene}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const issuedAtMs = startMs + n;
  const nonce = n.toString(16).padStart(20, '0');
  const reserved = sealTicket(
    ring,
    {
      door: 'relay',
      holder: { kind: 'browser', secret: browserSecret },
      issuedAtMs,
      lifetimeSeconds: weekSeconds,
      nonce,
    },
    sealed(scene),
  );
  const ticket = { reserved, order: issuedAtMs.toString(16).padStart(12, '0') + nonce };
  made.set(name, ticket);
  return ticket;
};

export const callbackOf = ({ reserved }: Ticket, scene: Scene): ConsentCallback => ({
  door: 'relay',
  action: 'confirm',
  templateId: 'template',
  scene,
  reserved,
  openid,
  pathState: '',
  browserSecrets: [browserSecret],
});
