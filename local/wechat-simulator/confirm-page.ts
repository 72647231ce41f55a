import { pageInstead } from './api-endpoint.ts';
import {
  type ConfirmLink,
  pages,
  type RefusedLink,
  readConfirmLink,
  refused,
} from './confirm-link.ts';
import { confirmPath, isQuirkFault, takeFault } from './faults.ts';
import { type Delivery, type HttpRequest, html } from './http.ts';
import { securePage } from './page-headers.ts';
import { phoneOwner } from './phone-owner.ts';
import type { User } from './users.ts';
import type { Change, World } from './world.ts';

/** GET /mp/subscribemsg: the question, or the page that WeChat shows instead of it. */
export function confirmPage(
  world: World,
  request: HttpRequest,
): { readonly delivery: Delivery; readonly changes: readonly Change[] } {
  const { fault, changes } = takeFault(world, confirmPath, (one) => !isQuirkFault(one));
  const answer = securePage(html(200, renderFor(world, request)));
  if (fault === null) return { delivery: { answer }, changes };
  const delayMs = fault.delayMs ?? 0;
  if ('drop' in fault) return { delivery: { answer: null, delayMs }, changes };
  return { delivery: { answer: pageInstead(fault) ?? answer, delayMs }, changes };
}

function renderFor(world: World, request: HttpRequest): string {
  const user = phoneOwner(world, request);
  const read = readConfirmLink(world, request.query);
  if (!read.ok) return layout(world, user, refusal(read.refused));
  const onDesktop = /WindowsWechat|MacWechat/i.test(request.headers['user-agent'] ?? '');
  if (onDesktop && !world.assumptions.desktopWechatShowsPage) {
    const en = 'WeChat on a desktop shows no confirm page (assumption desktopWechatShowsPage)';
    const zh = '电脑版微信打不开确认页（假设 desktopWechatShowsPage）';
    const { refused: onPhoneOnly } = refused(pages.desktop, en, zh, 'desktop');
    return layout(world, user, refusal(onPhoneOnly));
  }
  return layout(world, user, question(read.link));
}

function question({ account, scene }: ConfirmLink): string {
  const name = escapeHtml(account.name);
  return `
    <section class="ask">
      <div class="avatar" aria-hidden="true">${escapeHtml([...account.name][0] ?? '')}</div>
      <h1>${name}</h1>
      <p class="wish">申请向你发送一条消息</p>
      <div class="permission">
        <b>一次性订阅消息</b>
        <span>确认后，「${name}」可以向你发送一条消息。仅此一次，不会关注该公众号。</span>
      </div>
      <p class="reason" role="alert" hidden></p>
    </section>
    <div class="taps">
      <button class="primary" data-tap="confirm">确认</button>
      <button class="default" data-tap="cancel">取消</button>
    </div>
    <p class="scene">scene ${scene}</p>`;
}

function refusal({ page, why, whyZh }: RefusedLink): string {
  return `
    <section class="refused">
      <div class="warn" aria-hidden="true">!</div>
      <h1>${escapeHtml(page)}</h1>
    </section>
    <p class="why"><b>模拟器提示</b>${escapeHtml(whyZh)}<span lang="en">${escapeHtml(why)}</span></p>`;
}

function layout(world: World, user: User | undefined, inside: string): string {
  const options = [...world.users.values()].map((one) => {
    const selected = one.openid === user?.openid ? ' selected' : '';
    return `<option value="${escapeHtml(one.openid)}"${selected}>${escapeHtml(one.name)}</option>`;
  });
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>订阅消息</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_simulator/assets/confirm.css">
<script type="module" src="/_simulator/assets/confirm.js"></script>
</head>
<body data-openid="${escapeHtml(user?.openid ?? '')}">
<main>
  <header class="bar"><span aria-hidden="true">×</span><span>订阅消息</span><span class="dots" aria-hidden="true"></span></header>
  ${inside}
  <footer>微信模拟器 · 手机在 <label><span class="hidden">谁拿着手机</span><select>${options.join('')}</select></label> 手里</footer>
</main>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (sign) => named[sign] ?? sign);
}
