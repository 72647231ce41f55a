import { generate } from 'lean-qr';
import { toSvgSource } from 'lean-qr/extras/svg';
import type { Answer } from '../../src/entry/answer.ts';
import { type Language, type Page, page } from '../../src/entry/pages.ts';
import type { Whereabouts } from '../../src/wechat/user-agent.ts';

export type OutsideRule = {
  readonly outsideWechat: 'help' | 'redirect';
  readonly desktopWechat: 'qr' | 'redirect';
};

/** The confirm page works in WeChat's own browser on a phone; elsewhere people need a way there. */
export const needsHelp = (rule: OutsideRule, place: Whereabouts): boolean => {
  switch (place) {
    case 'wechat':
      return false;
    case 'desktop-wechat':
      return rule.desktopWechat === 'qr';
    case 'wxwork':
    case 'mini-program':
    case 'phone':
    case 'desktop':
      return rule.outsideWechat === 'help';
  }
};

export const helpPage = (language: Language, place: Whereabouts, url: string): Answer =>
  page(language, { statusCode: 200, ...content(place, url) });

const content = (place: Whereabouts, url: string): Omit<Page, 'statusCode'> => {
  switch (place) {
    case 'wechat':
    case 'desktop-wechat':
    case 'desktop':
      return {
        title: { zh: '请用手机微信扫一扫', en: 'Please scan with WeChat on your phone' },
        paragraphs: [
          {
            zh: '订阅确认只能在手机微信里完成。打开微信，点右上角的加号，选“扫一扫”。',
            en: 'The confirm works only in WeChat on a phone. Open WeChat, tap the plus at the top right, then Scan.',
          },
        ],
        picture: toSvgSource(generate(url), { width: 208, height: 208, xmlDeclaration: false }),
      };
    case 'phone':
      return {
        title: { zh: '请在微信里打开', en: 'Please open this in WeChat' },
        paragraphs: [
          {
            zh: '复制下面的链接，发给自己的微信（例如文件传输助手），再在微信里点开它。',
            en: 'Copy the link below, send it to yourself in WeChat (to File Transfer, say) and open it there.',
          },
        ],
        link: url,
      };
    case 'wxwork':
      return {
        title: { zh: '请改用微信打开', en: 'Please use WeChat instead of WeCom' },
        paragraphs: [
          {
            zh: '企业微信不支持这个页面。复制下面的链接，发到微信里再打开。',
            en: 'WeCom (企业微信) cannot show this page. Copy the link below and open it in WeChat.',
          },
        ],
        link: url,
      };
    case 'mini-program':
      return {
        title: { zh: '请离开小程序打开', en: 'Please open this outside the mini program' },
        paragraphs: [
          {
            zh: '小程序里的网页打不开订阅确认页。复制下面的链接，发到微信聊天里再点开它。',
            en: 'A page inside a mini program cannot open the confirm page. Copy the link below, send it to a chat and open it there.',
          },
        ],
        link: url,
      };
  }
};
