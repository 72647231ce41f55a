import { describe, expect, it } from 'vitest';
import { isUsable, needsRenewal } from '../../src/domain/access-token.ts';
import { isAtLeast } from '../../src/domain/assurance.ts';
import { fingerprintMessage, hashKey, parseIdempotencyKey } from '../../src/domain/idempotency.ts';
import { countCharacters } from '../../src/domain/message.ts';
import { parseOpenid } from '../../src/domain/openid.ts';
import { pseudonym } from '../../src/domain/pseudonym.ts';
import { parseScene, parseSceneText } from '../../src/domain/scene.ts';
import { aMessage, openid, otherOpenid, startMs } from '../support/builders.ts';

describe('a scene', () => {
  it.each([0, 1, 1001, 10_000])('may be %s', (value) => {
    expect(parseScene(value)).toBe(value);
    expect(parseSceneText(String(value))).toBe(value);
  });

  it.each([-1, 10_001, 1.5, Number.NaN, '1', null, undefined, true, [1]])(
    'may not be %j',
    (value) => {
      expect(() => parseScene(value)).toThrow('scene must be an integer from 0 to 10000, got ');
    },
  );

  it.each([
    '',
    '01',
    '+1',
    '-0',
    '1e3',
    '1.0',
    ' 1',
    '1 ',
    '１',
    '٣',
    '10001',
    '0x1',
    '1\n',
    '99999',
  ])('may not be spelled %j in a query', (value) => {
    expect(() => parseSceneText(value)).toThrow('scene must be an integer from 0 to 10000');
  });
});

describe('an openid', () => {
  it.each([
    '',
    'short',
    'o'.repeat(65),
    `${'o'.repeat(27)} `,
    'oé'.repeat(14),
    'o'.repeat(27).concat(','),
    null,
    28,
    {},
  ])('may not be %j, and the message does not repeat it', (value) => {
    expect(() => parseOpenid(value)).toThrow(
      /^openid must be 20 to 64 characters of A-Z a-z 0-9 _ -$/,
    );
  });

  it('appears in logs as the same pseudonym for the same user and key only', () => {
    expect(pseudonym('key', openid)).toMatch(/^[0-9a-f]{16}$/);
    expect(pseudonym('key', openid)).toBe(pseudonym('key', openid));
    expect(pseudonym('key', openid)).not.toBe(pseudonym('key', otherOpenid));
    expect(pseudonym('key', openid)).not.toBe(pseudonym('other', openid));
  });
});

describe('an Idempotency-Key', () => {
  it.each(['k', 'course-7-reminder', '~'.repeat(255)])('may be %s', (key) => {
    expect(parseIdempotencyKey(key)).toBe(key);
  });

  it.each(['', ' ', 'a b', 'é', 'x'.repeat(256), 'a\n'])('may not be %j', (key) => {
    expect(() => parseIdempotencyKey(key)).toThrow(
      'Idempotency-Key must be 1 to 255 visible ASCII characters',
    );
  });

  it('is stored as a short hash', () => {
    expect(hashKey('course-7')).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(hashKey('course-7')).not.toBe(hashKey('course-8'));
  });

  it('belongs to one message: any other field gives another fingerprint', () => {
    const message = aMessage({ url: 'https://h5.example.com', color: '#07C160' });
    const others = [
      { title: '下课提醒' },
      { content: 'x' },
      { url: 'https://h5.example.com/2' },
      { url: undefined },
      { color: '#000000' },
      { miniprogram: { appid: 'wx0123456789abcdef', pagepath: 'index' } },
      { openid: otherOpenid },
    ].map((change) => fingerprintMessage({ ...message, ...change }));

    expect(new Set([fingerprintMessage(message), ...others]).size).toBe(others.length + 1);
    expect(fingerprintMessage({ ...message })).toBe(fingerprintMessage(message));
  });
});

describe('what else the domain measures', () => {
  it('counts characters as code points: an emoji outside the first plane is one', () => {
    expect(countCharacters('上课🎓')).toBe(3);
  });

  it('orders evidence: a bound openid over a browser over the seal alone', () => {
    expect(isAtLeast('openid', 'browser')).toBe(true);
    expect(isAtLeast('browser', 'browser')).toBe(true);
    expect(isAtLeast('signed', 'browser')).toBe(false);
  });

  it('uses a token until its last minute and renews it from its last six', () => {
    const token = { accessToken: 't', fingerprint: 'f', fetchedAtMs: 0, expiresAtMs: startMs };

    expect(isUsable(token, startMs - 60_001)).toBe(true);
    expect(isUsable(token, startMs - 60_000)).toBe(false);
    expect(needsRenewal(token, startMs - 360_001)).toBe(false);
    expect(needsRenewal(token, startMs - 360_000)).toBe(true);
  });
});
