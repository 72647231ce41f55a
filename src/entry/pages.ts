import { hash } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { Failure } from './failure.ts';

/** Chinese first: English only for a browser that asks for it before any Chinese. */
export type Language = 'zh' | 'en';

export const languageOf = (acceptLanguage: string | undefined): Language => {
  const wanted = (acceptLanguage ?? '').toLowerCase();
  const en = wanted.search(/\ben\b/);
  const zh = wanted.search(/\bzh\b/);
  return en !== -1 && (zh === -1 || en < zh) ? 'en' : 'zh';
};

/** Same words in both languages. */
export type Words = Readonly<Record<Language, string>>;

export type Page = {
  readonly statusCode: number;
  readonly title: Words;
  readonly paragraphs: readonly Words[];
  /** Trusted markup (a QR code), never text that came in. */
  readonly picture?: string;
  /** A link for the reader to copy. */
  readonly link?: string;
};

/** The one place that writes pages for people. */
export const page = (language: Language, content: Page): Answer => ({
  statusCode: content.statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy(content.link === undefined ? '' : copyScript(language)),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  },
  body: html(language, content),
});

/** Our own script runs, known by its hash; whatever else might get into a page does not. */
const policy = (script: string): string =>
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" +
  (script === '' ? '' : `; script-src 'sha256-${hash('sha256', script, 'base64')}'`);

/** A callback that we did not seal: everyone is told the same, and no more. */
export const forgedPage = (language: Language): Answer =>
  page(language, {
    statusCode: 400,
    title: { zh: '这个确认无法使用', en: 'This confirm cannot be used' },
    paragraphs: [
      {
        zh: '链接不完整，或不是由本服务生成的。请回到原来的页面，重新点一次订阅。',
        en: 'The link is incomplete or was not made by this service. Please go back and subscribe again.',
      },
    ],
  });

export const errorPage = (language: Language, failure: Failure): Answer =>
  failure.code === 'invalid_request'
    ? page(language, {
        statusCode: 400,
        title: { zh: '链接有误', en: 'Something is wrong with this link' },
        paragraphs: [
          {
            zh: '请回到原来的页面重试。给开发者的说明：',
            en: 'Please go back and try again. For the developer:',
          },
          { zh: failure.detail ?? '', en: failure.detail ?? '' },
        ],
      })
    : page(language, {
        statusCode: failure.code === 'unavailable' ? 503 : 500,
        title: { zh: '暂时没有成功', en: 'That did not work just now' },
        paragraphs: [
          {
            zh: '服务暂时不可用，你的选择还没有保存。请稍后刷新本页。',
            en: 'The service is unavailable and your choice is not saved yet. Please reload this page in a minute.',
          },
        ],
      });

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const copyButton: Words = { zh: '复制链接', en: 'Copy the link' };
const copied: Words = { zh: '已复制', en: 'Copied' };

const html = (language: Language, { title, paragraphs, picture, link }: Page): string =>
  `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title[language])}</title>
<style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f5f6f7;color:#1d2129;font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
main{box-sizing:border-box;width:min(26rem,100% - 2rem);margin:2rem 0;padding:2rem 1.5rem;background:#fff;border-radius:14px;box-shadow:0 1px 3px rgba(0,0,0,.08);text-align:center}
h1{margin:0 0 1rem;font-size:1.25rem;line-height:1.4}
p{margin:.5rem 0;color:#4e5969;overflow-wrap:anywhere}
svg{display:block;margin:1rem auto}
input,button{box-sizing:border-box;width:100%;padding:.7rem;border:1px solid #dcdfe6;border-radius:8px;font:inherit}
input{margin:1rem 0 .75rem;font-size:.875rem;color:#4e5969;background:#fafbfc}
button{border-color:#07c160;background:#07c160;color:#fff;cursor:pointer}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title[language])}</h1>
${paragraphs.map((words) => `<p>${escapeHtml(words[language])}</p>`).join('\n')}
${picture ?? ''}${link === undefined ? '' : copyBox(language, link)}
</main>
</body>
</html>
`;

const copyBox = (language: Language, link: string): string =>
  `<input id="link" readonly value="${escapeHtml(link)}" aria-label="${copyButton[language]}">
<button id="copy">${copyButton[language]}</button>
<script>${copyScript(language)}</script>`;

const copyScript = (language: Language): string => `
document.getElementById('copy').onclick = function () {
  var link = document.getElementById('link');
  link.select();
  if (navigator.clipboard) navigator.clipboard.writeText(link.value).catch(function () {});
  document.execCommand('copy');
  this.textContent = '${copied[language]}';
};
`;
