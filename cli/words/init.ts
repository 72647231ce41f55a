import type { SecretCheck } from '../appsecret.ts';
import type { Text } from '../text.ts';

export const initWords = {
  summary: {
    zh: '写入缺少的密钥：AppSecret、封印密钥、化名密钥',
    en: 'write the secrets that are missing: AppSecret, sealing keys, pseudonym key',
  },
  details: {
    zh: '写入前用一次 stable_token（普通模式，不影响在用的 token）向微信核对 AppSecret。已有的不覆盖。',
    en: 'Before it writes the AppSecret it asks WeChat by one stable_token call (normal mode, which leaves the token in use alone). What is there is kept.',
  },
  appsecretStdin: {
    zh: '从标准输入读 AppSecret，不询问',
    en: 'read the AppSecret from standard input and do not ask',
  },
  force: {
    zh: '覆盖已有的这一个。覆盖 sealing-keys 会让发出的链接全部失效',
    en: 'overwrite this one. Overwriting sealing-keys breaks every link that is out',
  },
  noCheck: { zh: '不向微信核对', en: 'do not ask WeChat' },
  placeholders: (names: string): Text => ({
    zh: `yici.config.ts 里还是示例的值：${names}。先填上自己的。`,
    en: `yici.config.ts still has the example's ${names}: fill in your own first.`,
  }),
  ask: (appid: string): Text => ({
    zh: `${appid} 的 AppSecret（微信开发者平台的基础信息、开发信息，32 位）`,
    en: `AppSecret of ${appid} (WeChat developer console, 32 hex digits)`,
  }),
  appsecretForm: {
    zh: 'AppSecret 是 32 位十六进制数。',
    en: 'An AppSecret is 32 hex digits.',
  },
  nobodyToAsk: {
    zh: '缺少 AppSecret，而这里没有人可以问：用管道给出，并加 --appsecret-stdin。',
    en: 'The AppSecret is missing, and nobody can be asked here: pipe it in with --appsecret-stdin.',
  },
  refused: (
    { errcode, errmsg, hint }: Exclude<SecretCheck, { status: 'accepted' | 'unreachable' }>,
    kept: boolean,
  ): Text => ({
    zh: `微信不接受${kept ? '已存的' : '这个'} AppSecret：errcode ${errcode} ${errmsg}\n  ${hint.zh}\n${kept ? '用 init --force appsecret 换掉它。' : '没有写入。'}`,
    en: `WeChat does not take ${kept ? 'the stored' : 'this'} AppSecret: errcode ${errcode} ${errmsg}\n  ${hint.en}\n${kept ? 'Replace it with init --force appsecret.' : 'It was not written.'}`,
  }),
  next: { zh: '接着运行 doctor 看看全部。', en: 'Next, doctor looks at everything.' },
};

export const madeWords = (parameter: string, result: 'written' | 'kept' | 'not_needed'): Text => {
  switch (result) {
    case 'written':
      return { zh: `已写入  ${parameter}`, en: `written  ${parameter}` };
    case 'kept':
      return { zh: `已保留  ${parameter}`, en: `kept     ${parameter}` };
    case 'not_needed':
      return {
        zh: `不需要  ${parameter}（token.source 是 external）`,
        en: `no need  ${parameter} (token.source is external)`,
      };
  }
};

export const checkWords = (check: SecretCheck): Text => {
  switch (check.status) {
    case 'accepted':
      return { zh: '微信接受这个 AppSecret。', en: 'WeChat takes this AppSecret.' };
    case 'unreachable':
      return {
        zh: '从这台机器连不上微信，AppSecret 对不对无法判断。',
        en: 'WeChat cannot be reached from this machine, so whether the AppSecret is right cannot be told.',
      };
    case 'wrong':
    case 'cannot_tell':
      return {
        zh: `AppSecret 对不对无法判断：微信回答 errcode ${check.errcode} ${check.errmsg}\n  ${check.hint.zh}`,
        en: `Whether the AppSecret is right cannot be told: WeChat answers errcode ${check.errcode} ${check.errmsg}\n  ${check.hint.en}`,
      };
  }
};
