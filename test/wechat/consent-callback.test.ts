import { expect, test } from 'vitest';
import { InvalidInput } from '../../src/domain/errors.ts';
import { parseCallback } from '../../src/wechat/consent-callback.ts';
import { openid } from '../support/builders.ts';

const confirm = {
  openid,
  template_id: 'template-1',
  action: 'confirm',
  reserved: 'abc123',
  scene: '1001',
} as const;

const { openid: _, ...withoutOpenid } = confirm;

test('a confirm says who, for which scene and template, with what we gave it to bring back', () => {
  expect(parseCallback(confirm)).toEqual({
    action: 'confirm',
    templateId: 'template-1',
    scene: 1001,
    reserved: 'abc123',
    openid,
  });
});

test('a cancel says everything but who', () => {
  expect(parseCallback({ ...withoutOpenid, action: 'cancel' })).toEqual({
    action: 'cancel',
    templateId: 'template-1',
    scene: 1001,
    reserved: 'abc123',
    openid: undefined,
  });
});

test('an openid that comes with a cancel is not read', () => {
  expect(
    parseCallback({ ...confirm, openid: '<script>', action: 'cancel' }).openid,
  ).toBeUndefined();
});

test.each(['template_id', 'action', 'reserved', 'scene', 'openid'] as const)(
  'a confirm without %s is refused by its name',
  (name) => {
    for (const value of [{}, { [name]: '' }]) {
      const { [name]: __, ...rest } = confirm;
      expect(() => parseCallback({ ...rest, ...value })).toThrow(
        new InvalidInput(`${name} is missing`),
      );
    }
  },
);

test.each(['CONFIRM', 'confirm ', 'accept', 'reject', '确认'])(
  'an action of %s is refused and not shown again',
  (action) => {
    expect(() => parseCallback({ ...confirm, action })).toThrow(
      new InvalidInput("action must be 'confirm' or 'cancel'"),
    );
  },
);

test.each(['-1', '10001', '01', '1e3', '+1', ' 1', '1.0', '0x10', '１００１', '1001,1001', 'null'])(
  'a scene of %s is refused',
  (scene) => {
    expect(() => parseCallback({ ...confirm, scene })).toThrow(
      /^scene must be an integer from 0 to 10000, got /,
    );
  },
);

test.each([
  'short',
  'o'.repeat(65),
  'oTestUser000000000000000000,oTestUser',
  'oTestUser0000 000000000000001',
  'oTestUser00000000000000000000\n',
  "oTestUser000000000000000' OR 1=1",
  'oTestUser٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠',
])('an openid of another form is refused and not shown again', (value) => {
  const refuse = () => parseCallback({ ...confirm, openid: value });

  expect(refuse).toThrow(new InvalidInput('openid must be 20 to 64 characters of A-Z a-z 0-9 _ -'));
});
