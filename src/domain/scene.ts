import { InvalidInput } from './errors.ts';

declare const scene: unique symbol;

/**
 * The subscription scene, an integer from 0 to 10000; part of a credit's identity, because
 * chances do not add up within one scene.
 * developers.weixin.qq.com/doc/offiaccount/service/guide/product/message/One-time_subscription_info.html
 */
export type Scene = number & { readonly [scene]: true };

const highestScene = 10_000;

const refuse = (got: unknown): never => {
  throw new InvalidInput(
    `scene must be an integer from 0 to ${highestScene}, got ${JSON.stringify(got)?.slice(0, 64)}`,
  );
};

export const parseScene = (value: unknown): Scene =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= highestScene
    ? (value as Scene)
    : refuse(value);

/** Canonical decimal only: a query's `01`, `1e3` or full-width digits are not a scene. */
export const parseSceneText = (value: string): Scene =>
  /^(0|[1-9][0-9]{0,4})$/.test(value) && Number(value) <= highestScene
    ? (Number(value) as Scene)
    : refuse(value);
