import type { ConfirmLinkParts } from '../use-cases/create-confirm-link.ts';

/**
 * The page that asks the user once. Parameters in the order of the official example; everything
 * encoded exactly once: an encoding too many is answered with 应用跳转的域名非法. The parameter is
 * `redirect_url`; `redirect_uri` is OAuth's. `#wechat_redirect` is required.
 * developers.weixin.qq.com/doc/offiaccount/service/guide/product/message/One-time_subscription_info.html
 *
 * @param pageUrl https://mp.weixin.qq.com, or the simulator
 */
export const confirmLink = (
  pageUrl: string,
  { appid, scene, templateId, redirectUrl, reserved }: ConfirmLinkParts,
): string =>
  `${pageUrl}/mp/subscribemsg?action=get_confirm&appid=${encodeURIComponent(appid)}` +
  `&scene=${scene}&template_id=${encodeURIComponent(templateId)}` +
  `&redirect_url=${encodeURIComponent(redirectUrl)}&reserved=${reserved}#wechat_redirect`;
