import { InvalidInput } from '../domain/errors.ts';
import { encodePathState } from '../domain/path-state.ts';
import type { Scene } from '../domain/scene.ts';
import { type Door, type Holder, sealTicket } from '../domain/ticket.ts';
import type { Clock, Random, ReadKeyRing } from './ports.ts';

export type LinkSettings = {
  readonly appid: string;
  readonly templateId: string;
  /** Needed for the redirect door only. */
  readonly publicBaseUrl: string | undefined;
  readonly returnTargets: Readonly<Record<string, string>>;
  /** Empty: every scene. */
  readonly scenes: readonly number[];
};

export type LinkRequest = {
  readonly door: Door;
  readonly scene: Scene;
  readonly returnName: string;
  readonly callerState?: string | undefined;
  readonly holder: Holder;
  readonly lifetimeSeconds: number;
};

export type ConfirmLinkParts = {
  readonly appid: string;
  readonly scene: Scene;
  readonly templateId: string;
  readonly redirectUrl: string;
  readonly reserved: string;
};

export type CreatedLink = ConfirmLinkParts & { readonly expiresAtMs: number };

export type CreateConfirmLink = (request: LinkRequest) => Promise<CreatedLink>;

/** Seals a ticket. Stateless: no call leaves this process but for the key ring, by its age. */
export const createConfirmLink =
  ({
    settings,
    keyRing,
    now,
    random,
  }: {
    readonly settings: LinkSettings;
    readonly keyRing: ReadKeyRing;
    readonly now: Clock;
    readonly random: Random;
  }): CreateConfirmLink =>
  async ({ door, scene, returnName, callerState, holder, lifetimeSeconds }) => {
    const target = knownTarget(settings, returnName);
    refuseOtherScenes(settings, scene);
    const pathState = door === 'redirect' ? encodePathState({ returnName, callerState }) : '';
    const { appid, templateId } = settings;
    const issuedAtMs = now();
    const reserved = sealTicket(
      await keyRing(),
      { door, holder, issuedAtMs, lifetimeSeconds, nonce: random(10).toString('hex') },
      { appid, templateId, scene, pathState },
    );
    return {
      appid,
      scene,
      templateId,
      redirectUrl:
        door === 'redirect' ? consentUrl(settings.publicBaseUrl, pathState) : relayUrl(target),
      reserved,
      expiresAtMs: issuedAtMs + lifetimeSeconds * 1000,
    };
  };

const knownTarget = ({ returnTargets }: LinkSettings, name: string): string => {
  const target = Object.hasOwn(returnTargets, name) ? returnTargets[name] : undefined;
  if (target !== undefined) return target;
  const allowed = Object.keys(returnTargets).join(', ');
  throw new InvalidInput(
    `return must name a configured return target (${allowed}), got ${JSON.stringify(name.slice(0, 64))}`,
  );
};

const refuseOtherScenes = ({ scenes }: LinkSettings, scene: Scene): void => {
  if (scenes.length === 0 || scenes.includes(scene)) return;
  throw new InvalidInput(`scene must be one of ${scenes.join(', ')}, got ${scene}`);
};

const consentUrl = (publicBaseUrl: string | undefined, pathState: string): string => {
  if (publicBaseUrl === undefined) {
    throw new InvalidInput("door must be 'relay': this stage has no publicBaseUrl");
  }
  return `${publicBaseUrl}/consent/${pathState}`;
};

/** WeChat damages a fragment, so none is sent; the page restores its route itself. */
const relayUrl = (target: string): string => target.split('#')[0] ?? target;
