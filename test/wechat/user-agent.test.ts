import { expect, test } from 'vitest';
import { environment } from '../../h5/yici.js';
import { type Whereabouts, whereabouts } from '../../src/wechat/user-agent.ts';

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const android =
  'Mozilla/5.0 (Linux; Android 14; 23013RK75C Build/UKQ1.230804.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0';
const windows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36';
const desktopWechat = 'MicroMessenger/7.0.20.1781(0x6700143B)';

// As browsers and apps really name themselves, found in public bug reports and code.
const agents: Readonly<Record<string, readonly [Whereabouts, string]>> = {
  'WeChat on an iPhone': [
    'wechat',
    `${iphone} Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN`,
  ],
  'WeChat on an iPad': [
    'wechat',
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.42(0x18002a2f) NetType/4G Language/zh_CN',
  ],
  'WeChat on Android': [
    'wechat',
    `${android} Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240501 MMWEBID/8628 MicroMessenger/8.0.50.2701(0x2800325B) WeChat/arm64 Weixin NetType/5G Language/zh_CN ABI/arm64`,
  ],
  'WeChat on Android with the X5 core': [
    'wechat',
    `${android} Chrome/66.0.3359.126 MQQBrowser/6.2 TBS/044704 Mobile Safari/537.36 MMWEBID/2896 MicroMessenger/7.0.4.1420(0x27000437) Process/tools NetType/WIFI Language/zh_CN`,
  ],
  'WeChat on HarmonyOS': [
    'wechat',
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile MicroMessenger/8.0.12(0x1380000c) NetType/WIFI Language/zh_CN',
  ],
  'WeChat for Windows 3.9': [
    'desktop-wechat',
    `${windows} NetType/WIFI ${desktopWechat} WindowsWechat(0x63090819) XWEB/8519 Flue`,
  ],
  'WeChat for Windows 4': [
    'desktop-wechat',
    `${windows} NetType/WIFI ${desktopWechat} WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf2541a35) XWEB/19977 Flue`,
  ],
  'WeChat for Windows that speaks of MiniProgramEnv on an ordinary page': [
    'desktop-wechat',
    `${windows} ${desktopWechat} NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf254181d) XWEB/19201`,
  ],
  'WeChat for Mac 4': [
    'desktop-wechat',
    `${mac} NetType/WIFI ${desktopWechat} MacWechat/3.8.7(0x13080712) UnifiedPCMacWechat(0xf26411f0) XWEB/16512 Flue`,
  ],
  'WeChat for Mac that speaks of MiniProgramEnv on an ordinary page': [
    'desktop-wechat',
    `${mac} ${desktopWechat} NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF MacWechat/3.8.8(0x13080812) XWEB/1216`,
  ],
  'a mini program on an iPhone': [
    'mini-program',
    `${iphone} Mobile/15E148 MicroMessenger/8.0.31(0x18001f2f) NetType/WIFI Language/zh_CN miniProgram/wx73247c7819d61796`,
  ],
  'a mini program on Android': [
    'mini-program',
    `${android} Chrome/111.0.5563.116 Mobile Safari/537.36 XWEB/1110005 MMWEBID/4650 MicroMessenger/8.0.42.2460(0x28002A58) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64 miniProgram/wxcb459ae1e3e8f9f2`,
  ],
  'a mini program in WeChat for Windows': [
    'mini-program',
    `${windows} ${desktopWechat} NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf2541a1b) XWEB/19895 miniProgram/wxd4185d00bf7e08ac`,
  ],
  'a mini program in WeChat for Mac': [
    'mini-program',
    `${mac} ${desktopWechat} NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF MacWechat/3.8.7(0x13080712) XWEB/18788 miniProgram/wxf13a8dee385f2258`,
  ],
  '企业微信 on an iPhone': [
    'wxwork',
    `${iphone} Mobile/15E148 wxwork/4.1.26 MicroMessenger/7.0.1 Language/zh ColorScheme/Light`,
  ],
  '企业微信 on HarmonyOS': [
    'wxwork',
    'Mozilla/5.0 (linux; Android 13; Phone; OpenHarmony 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 Mobile MicroMessenger/7.0.1 wxwork/5.0.8',
  ],
  '企业微信 for Windows': [
    'wxwork',
    `${windows} wxwork/4.1.10 (MicroMessenger/6.2) WindowsWechat MailPlugin_Electron WeMail embeddisk`,
  ],
  'Safari on an iPhone': ['phone', `${iphone} Version/17.5 Mobile/15E148 Safari/604.1`],
  'Chrome on Android': [
    'phone',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36',
  ],
  'the browser of HarmonyOS': [
    'phone',
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.1.3.302',
  ],
  'QQ on Android': [
    'phone',
    `${android} Chrome/107.0.0.0 MQQBrowser/6.2 Mobile Safari/537.36 V1_AND_SQ_8.9.50 QQ/8.9.50.10095`,
  ],
  'Alipay on an iPhone': [
    'phone',
    `${iphone} Mobile/15E148 AliApp(AP/10.5.60) AlipayClient/10.5.60`,
  ],
  'Chrome on Windows': ['desktop', windows],
  'Firefox on Linux': [
    'desktop',
    'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
  ],
  'Safari on a Mac': [
    'desktop',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  ],
  curl: ['desktop', 'curl/8.5.0'],
  'nobody in particular': ['desktop', ''],
};

test.each(Object.entries(agents))('%s is known by its user agent', (_, [place, userAgent]) => {
  expect(whereabouts(userAgent)).toBe(place);
});

test.each(Object.entries(agents))(
  'the browser kit judges %s as the service does',
  (_, [, userAgent]) => {
    expect(environment(userAgent)).toBe(whereabouts(userAgent));
  },
);
