import { describe, expect, test } from 'vitest';
import { isPrivateHost } from '../../lib/private-host.ts';
import { emulatedStage, parseStage, refusalOf, testedStage } from './stage.ts';

const own = emulatedStage({ url: 'http://localhost:3001', port: 3001 });
const trial = { ...own, disposable: true };

describe('a stage of AWS', () => {
  test.each(['prod', 'production', 'prod-cn', 'Prod2', 'PRODUCTION'])(
    'named %s is never deployed to by a test, whatever it is marked as',
    (name) => {
      expect(refusalOf(name, trial)).toContain('production stage');
    },
  );

  test('that nobody marked as disposable is left alone', () => {
    expect(refusalOf('trial', own)).toContain('disposable: true');
    expect(refusalOf('trial', { ...own, disposable: false })).toContain('disposable: true');
  });

  test('that is not configured is named', () => {
    expect(refusalOf('trial', undefined)).toContain("'trial'");
  });

  test('that its owner marked as disposable may be used', () => {
    expect(refusalOf('trial', trial)).toBeUndefined();
  });
});

test('what the flow suite asks of a stage leaves account, region and WeChat as they are', () => {
  const { appid, templateId, region, wechat } = parseStage('emulated', testedStage(own));

  expect({ appid, templateId, region, wechat }).toEqual({
    appid: own.appid,
    templateId: own.templateId,
    region: own.region,
    wechat: own.wechat,
  });
  expect(wechat.apiUrls.every((url) => isPrivateHost(new URL(url).hostname))).toBe(true);
});
