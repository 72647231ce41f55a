import type { Scene } from './scene.ts';

export type ReturnResult = {
  readonly yici: 'confirmed' | 'cancelled' | 'used' | 'expired' | 'invalid';
  readonly scene: Scene;
  readonly state?: string | undefined;
  readonly receipt?: string | undefined;
};

/**
 * A return target with the result added. If the target has a fragment, the result goes into the
 * fragment's query, where a hash router (uni-app's default) looks for it. The caller's state is
 * one percent-encoded parameter and the last of them: it cannot forge or hide ours.
 */
export const returnLocation = (target: string, result: ReturnResult): string => {
  const parameters = [
    `yici=${result.yici}`,
    `scene=${result.scene}`,
    ...(result.receipt === undefined ? [] : [`receipt=${result.receipt}`]),
    ...(result.state === undefined ? [] : [`state=${encodeURIComponent(result.state)}`]),
  ].join('&');
  const hash = target.indexOf('#');
  const query = target.indexOf('?', hash === -1 ? 0 : hash);
  return `${target}${query === -1 ? '?' : '&'}${parameters}`;
};
