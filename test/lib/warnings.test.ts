import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/config.ts';
import { placeholders } from '../../lib/placeholders.ts';
import stages from '../../yici.config.ts';
import { stageConfig, yiciStack } from './synthesised.ts';

describe("an example's value", () => {
  test('is found wherever it is left in the configuration that this project ships', () => {
    const example = parseConfig(stages)['prod'];
    if (example === undefined) throw new Error('there is no example');

    expect(placeholders(example).map(({ setting }) => setting)).toEqual([
      'appid',
      'templateId',
      'publicBaseUrl',
      'returnTargets.course',
      'corsOrigins.0',
    ]);
  });

  test.each([
    [{ account: '123456789012' }, 'account'],
    [{ alarmEmail: 'oncall@example.com' }, 'alarmEmail'],
    [{ egress: { type: 'nat-instance', amiId: 'ami-0123456789abcdef0' } as const }, 'egress.amiId'],
    [{ message: { urlHosts: ['h5.example.com'] } }, 'message.urlHosts.0'],
  ])('is found in %o', (change, setting) => {
    expect(placeholders(stageConfig(change)).map((found) => found.setting)).toEqual([setting]);
  });

  test('is not seen in what somebody owns', () => {
    const owned = stageConfig({
      publicBaseUrl: 'https://wx.example.com.cn.yici.test',
      account: '111122223333',
      tags: { page: 'examples.com' },
    });

    expect(placeholders(owned)).toEqual([]);
  });

  test('is named when the stage is synthesised', () => {
    const stack = yiciStack({
      appid: 'wx0123456789abcdef',
      publicBaseUrl: 'https://wx.example.com',
    });

    expect(
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => entry.data),
    ).toEqual([
      expect.stringContaining(
        "prod.appid ('wx0123456789abcdef'), prod.publicBaseUrl ('https://wx.example.com')",
      ),
    ]);
  });
});
