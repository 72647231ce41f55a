import type { Openid } from './openid.ts';
import type { Scene } from './scene.ts';

/**
 * One one-time subscription message. Limits: title 15, content 200 characters; counted here in
 * code points, since the documentation's 字 is not defined further.
 * developers.weixin.qq.com/doc/service/api/notify/subscribe/api_templatesubscribe.html
 */
export type Message = {
  readonly openid: Openid;
  readonly scene: Scene;
  readonly title: string;
  readonly content: string;
  /** One colour for the whole text, `#RRGGBB`. */
  readonly color?: string | undefined;
  readonly url?: string | undefined;
  readonly miniprogram?: { readonly appid: string; readonly pagepath: string } | undefined;
};

export const titleCharacters = 15;
export const contentCharacters = 200;

export const countCharacters = (text: string): number => [...text].length;
