import { callbackLocation } from './callback.ts';
import { cancelled, chanceKey, confirmed } from './chances.ts';
import { pages, type RefusedLink, readConfirmLink, refused } from './confirm-link.ts';
import type { Quirks } from './quirks.ts';
import type { Change, World } from './world.ts';

export type Tap = {
  /** The confirm link as the phone has it in its address bar, with its fragment. */
  readonly url: URL;
  readonly openid: string;
  readonly action: 'confirm' | 'cancel';
};

export type Tapped =
  | {
      readonly ok: true;
      readonly location: string;
      readonly hits: Quirks['hits'];
      readonly changes: readonly Change[];
    }
  | { readonly ok: false; readonly refused: RefusedLink };

/** The user taps 确认 or 取消: what changes, and where the phone goes. */
export function tap(
  world: World,
  { url, openid, action }: Tap,
  quirks: Quirks,
  nowMs: number,
): Tapped {
  const read = readConfirmLink(world, url.searchParams);
  if (!read.ok) return read;
  if (url.hash !== '#wechat_redirect') {
    const en = 'a confirm link must end in #wechat_redirect, also as the target of a 302';
    const zh = '确认链接须以 #wechat_redirect 结尾，作为 302 的目标时也一样';
    return refused(pages.fragment, en, zh, url.hash);
  }
  const { link } = read;
  const id = { appid: link.account.appid, openid, scene: link.scene };
  const chance = action === 'confirm' ? confirmed(world, id, nowMs) : cancelled(world, id, nowMs);
  const location = callbackLocation(link, { openid, action }, quirks);
  const decided: Change = { kind: 'decided', decision: { ...id, at: nowMs, action, location } };
  const changes: readonly Change[] =
    chance === null ? [decided] : [decided, { kind: 'chanceSaved', key: chanceKey(id), chance }];
  return { ok: true, location, hits: quirks.hits, changes };
}
