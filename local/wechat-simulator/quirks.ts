import { initialValues, type Setting } from './settings.ts';

/** How the way back from the confirm page may differ from what one would expect. */
export type Quirks = {
  readonly ownQuery: 'kept' | 'dropped' | 'ampEscaped';
  readonly slashBeforeQuery: boolean;
  readonly fragment: 'kept' | 'percentEncoded' | 'doubled' | 'dropped';
  readonly hits: 'once' | 'twice' | 'never';
  readonly scheme: 'kept' | 'httpsToHttp';
};

export const quirkSettings: readonly Setting<keyof Quirks>[] = [
  {
    name: 'ownQuery',
    allowed: ['kept', 'dropped', 'ampEscaped'],
    initial: 'kept',
    label: 'assumed',
    zh: 'redirect_url 自带的查询参数：保留、丢弃、& 变成 &amp;',
    en: "redirect_url's own query: kept, dropped, or its & turned into &amp;",
    source:
      'no callback of this page with an own query was ever published; &amp; is reported for its sibling ' +
      'mp.weixin page safe/bindcomponent (developers.weixin.qq.com/community/develop/doc/000482d05207d0aafe4d8066156000)',
    sourceZh:
      '没有人公布过带自有查询参数的回调；&amp; 见于同属 mp.weixin 的 safe/bindcomponent 页面（community/develop/doc/000482d05207d0aafe4d8066156000）',
  },
  {
    name: 'slashBeforeQuery',
    allowed: [false, true],
    initial: false,
    label: 'official',
    zh: '在 ? 前插入 /',
    en: 'a / is put before the ?',
    source:
      'the official page writes "redirect_url/?openid=..."; its OAuth page uses the same notation and real ' +
      'OAuth callbacks arrive without the slash (juejin.cn/post/6959070053866143757)',
    sourceZh:
      '官方写作 redirect_url/?openid=…；网页授权文档也这样写，实际回调却没有斜杠（juejin.cn/post/6959070053866143757）',
  },
  {
    name: 'fragment',
    allowed: ['kept', 'percentEncoded', 'doubled', 'dropped'],
    initial: 'kept',
    label: 'reported',
    zh: '# 片段：保留、#%23/…、#/#/…、丢弃（查询参数总在 # 之前）',
    en: 'fragment: kept, #%23/..., #/#/..., dropped (the query always comes before it)',
    source:
      'two reports: "...scene=1000#/#/color/x" (2020-09) and "...scene=1000#%23/live/detail/28"; both put the ' +
      'query before #, they differ in the damage, so the initial value shows none; "dropped" is assumed',
    sourceZh:
      '两则报告：…scene=1000#/#/color/x（2020-09）与 …scene=1000#%23/live/detail/28。参数都在 # 之前，但破坏方式不同，所以初始值不破坏；dropped 为假设',
  },
  {
    name: 'hits',
    allowed: ['once', 'twice', 'never'],
    initial: 'once',
    label: 'reported',
    zh: '回调请求次数：一次、两次（第一次不带 cookie）、丢失',
    en: 'how often the callback is requested: once, twice (first without cookies), never',
    source:
      'twice is reported for OAuth redirects, also from two addresses (cnodejs.org/topic/59c919abe7d9a031127eaf01); ' +
      'never: a phone that loses its network after the tap (assumed)',
    sourceZh:
      '网页授权有请求两次、且来自两个地址的报告（cnodejs.org/topic/59c919abe7d9a031127eaf01）；never：点完之后手机断网（假设）',
  },
  {
    name: 'scheme',
    allowed: ['kept', 'httpsToHttp'],
    initial: 'kept',
    label: 'reported',
    zh: 'https 的 redirect_url 以 http 返回',
    en: 'an https redirect_url comes back as http',
    source: 'one report, may be a typing error in it',
    sourceZh: '仅一则报告，可能是笔误',
  },
];

export function initialQuirks(): Quirks {
  return initialValues(quirkSettings) as Quirks;
}
