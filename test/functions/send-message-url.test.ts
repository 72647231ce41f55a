import { describe, expect, test } from 'vitest';
import { aMessageBody, aSendHandler } from '../support/send-handler.ts';

const detailOf = async (url: string, rules = {}): Promise<string | undefined> => {
  const { post, requests } = aSendHandler({ status: 'no_credit' }, rules);
  const { body } = await post({ ...aMessageBody, url });
  return requests.length === 1 ? undefined : body.detail;
};

const fits = (length: number) => `https://h5.example.com/${'x'.repeat(length - 23)}`;

describe('a url may be', () => {
  test.each([
    'https://h5.example.com/',
    'https://h5.example.com',
    'https://h5.example.com:8443/course?id=1&name=%E8%AF%BE#/pages/course',
    'https://h5.example.com/课程',
    'https://例子.中国/',
    'HTTPS://H5.EXAMPLE.COM/',
    fits(2_048),
  ])('%s', async (url) => {
    expect(await detailOf(url)).toBeUndefined();
  });

  test('http where the stage allows it', async () => {
    expect(await detailOf('http://h5.example.com/', { allowHttpUrl: true })).toBeUndefined();
  });
});

describe('a url may not be', () => {
  test.each([
    '',
    'h5.example.com/course',
    '//h5.example.com/',
    '/course',
    'http://h5.example.com/',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://h5.example.com/',
    'weixin://dl/business',
    'https://',
    'https:h5.example.com/',
    'https:/h5.example.com/',
    'https:///h5.example.com/',
    'https:\\\\h5.example.com\\',
    'https://h5.example.com\\@evil.example/',
    'https://user@h5.example.com/',
    'https://user:pass@h5.example.com/',
    'https://h5.example.com@evil.example/',
    'https://h5.example.com:99999/',
    'https://h5.example.com/a b',
    ' https://h5.example.com/',
    'https://h5.example.com/\n',
    'https://h5.exa\tmple.com/',
    'https://h5.example.com/\u0000',
    'https://h5.example.com/\u3000x',
    'https://[::1',
    'https://h5..example.com:x/',
  ])('%j', async (url) => {
    expect(await detailOf(url)).toBe('url must be an https URL');
  });

  test('longer than 2048 characters', async () => {
    expect(await detailOf(fits(2_049))).toBe('url must be at most 2048 characters, got 2049');
  });

  test('something else than http or https, where http is allowed', async () => {
    expect(await detailOf('ftp://h5.example.com/', { allowHttpUrl: true })).toBe(
      'url must be an http or https URL',
    );
  });
});

describe('where the stage names the hosts', () => {
  const rules = { urlHosts: ['h5.example.com', 'www.example.com'] };

  test.each<[string, boolean]>([
    ['https://dev.example.com:8443/x', true],
    ['https://dev.example.com/x', false],
    ['https://dev.example.com:8444/', false],
    ['https://h5.example.com:8443/', true],
  ])('a host named with a port is that port alone: %s is allowed: %s', async (url, allowed) => {
    const urlHosts = ['dev.example.com:8443', 'h5.example.com'];

    expect((await detailOf(url, { urlHosts })) === undefined).toBe(allowed);
  });

  test.each([
    'https://h5.example.com/x',
    'https://H5.example.com:8443/',
    'https://www.example.com',
  ])('a url may point to them: %s', async (url) => {
    expect(await detailOf(url, rules)).toBeUndefined();
  });

  test.each([
    'https://evil.example/',
    'https://h5.example.com.evil.example/',
    'https://example.com/',
    'https://xh5.example.com/',
    'https://h5.example.com./',
    'https://evil.example/h5.example.com',
    'https://evil.example/?h5.example.com',
    'https://evil.example#h5.example.com',
    'https://h5.example.com%2eevil.example/',
    'https://ｈ5.example.com.evil.example/',
    'https://127.0.0.1/',
  ])('and nowhere else: %s', async (url) => {
    expect(await detailOf(url, rules)).toBe(
      'url must point to one of h5.example.com, www.example.com',
    );
  });
});
