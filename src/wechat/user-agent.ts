/**
 * Where a page is open. The confirm page only works in WeChat's own browser on a phone: 企业微信
 * (`wxwork`) carries MicroMessenger too, a mini program's web-view (`miniProgram`; WeChat on a
 * desktop says `MiniProgramEnv` for itself) cannot open it, and what WeChat on a desktop shows is
 * not documented.
 */
export type Whereabouts =
  | 'wechat'
  | 'desktop-wechat'
  | 'wxwork'
  | 'mini-program'
  | 'phone'
  | 'desktop';

export const whereabouts = (userAgent: string): Whereabouts => {
  if (/wxwork/i.test(userAgent)) return 'wxwork';
  // case matters: WeChat on a desktop says `MiniProgramEnv/Windows` on ordinary pages too
  if (/miniProgram/.test(userAgent)) return 'mini-program';
  if (/WindowsWechat|MacWechat/i.test(userAgent)) return 'desktop-wechat';
  if (/MicroMessenger/i.test(userAgent)) return 'wechat';
  return /Mobile|Android|iPhone|iPad|HarmonyOS/i.test(userAgent) ? 'phone' : 'desktop';
};
