import { describe, expect, it } from 'vitest';
import { environment } from '../../h5/yici.js';
import { whereabouts } from '../../src/wechat/user-agent.ts';
import { createPhone } from './browser.ts';

const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15';
const android = 'Mozilla/5.0 (Linux; Android 14; M2102J2SC) AppleWebKit/537.36 XWEB/1160117';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/122.0.0.0';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36';

const corpus: readonly [string, string, ReturnType<typeof environment>][] = [
  ['WeChat on an iPhone', `${iphone} Mobile/15E148 MicroMessenger/8.0.50(0x1800323d)`, 'wechat'],
  [
    'WeChat on Android',
    `${android} Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.49`,
    'wechat',
  ],
  [
    'WeChat for Windows, which says MiniProgramEnv on ordinary pages',
    `${windows} MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF WindowsWechat(0x63090a13) XWEB/8555 Flue`,
    'desktop-wechat',
  ],
  [
    'WeChat for Mac',
    `${mac} MicroMessenger/6.8.0(0x16080000) NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF`,
    'desktop-wechat',
  ],
  [
    'a mini program on a phone',
    `${iphone} MicroMessenger/8.0.50 NetType/WIFI miniProgram/wx1234567890abcdef`,
    'mini-program',
  ],
  [
    'a mini program in WeChat for Windows',
    `${windows} MicroMessenger/7.0.20 MiniProgramEnv/Windows WindowsWechat/WMPF miniProgram/wx12`,
    'mini-program',
  ],
  ['企业微信 on a phone', `${iphone} wxwork/4.1.10 MicroMessenger/7.0.1 Language/zh`, 'wxwork'],
  ['企业微信 on Windows', `${windows} wxwork/4.1.10 MicroMessenger/7.0.1 WindowsWechat`, 'wxwork'],
  ['Safari on an iPhone', `${iphone} Version/17.5 Mobile/15E148 Safari/604.1`, 'phone'],
  ['Chrome on Android', `${android} Chrome/125.0 Mobile Safari/537.36`, 'phone'],
  ['QQ', `${android} MQQBrowser/6.2 V1_AND_SQ_8.9 QQ/8.9`, 'phone'],
  ['Chrome on Windows', `${windows} Safari/537.36`, 'desktop'],
  ['Safari on a Mac', `${mac} Version/17.5 Safari/605.1.15`, 'desktop'],
  ['no user agent', '', 'desktop'],
];

describe('environment', () => {
  it.each(corpus)('knows %s', (_name, agent, expected) => {
    expect(environment(agent)).toBe(expected);
  });

  it.each(corpus)('agrees with the service whether %s is inside WeChat', (_name, agent) => {
    expect(environment(agent) === 'wechat').toBe(whereabouts(agent) === 'wechat');
  });

  it('an old client tells of a mini program by its flag only', () => {
    const load = (flag: string | undefined) =>
      createPhone()
        .openTab()
        .load('https://h5.example.com/', { globals: { __wxjs_environment: flag } }).kit;

    expect(load('miniprogram').environment()).toBe('mini-program');
    expect(load('browser').environment()).toBe('wechat');
    expect(load(undefined).environment()).toBe('wechat');
  });

  it('the flag of this page says nothing about another user agent', () => {
    const { kit } = createPhone()
      .openTab()
      .load('https://h5.example.com/', { globals: { __wxjs_environment: 'miniprogram' } });

    expect(kit.environment('MicroMessenger')).toBe('wechat');
  });
});
