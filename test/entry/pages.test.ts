import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { forgedPage, type Language, languageOf, page } from '../../src/entry/pages.ts';

const words = { zh: '你好', en: 'hello' };
const bodyOf = (answer: { readonly body?: string | undefined }) => answer.body ?? '';
const policyOf = (answer: ReturnType<typeof page>) =>
  String(answer.headers?.['content-security-policy']);

describe('the language of a page', () => {
  test.each<[string | undefined, Language]>([
    [undefined, 'zh'],
    ['', 'zh'],
    ['*', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-TW', 'zh'],
    ['fr-FR,fr', 'zh'],
    ['ja', 'zh'],
    ['en', 'en'],
    ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
    ['EN-gb', 'en'],
    ['fr,en;q=0.5', 'en'],
    ['fr,zh;q=0.8,en;q=0.5', 'zh'],
    ['men, women', 'zh'],
  ])('of a browser that asks for %s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  test('is told to the browser', () => {
    const content = { statusCode: 200, title: words, paragraphs: [words] };

    expect(bodyOf(page('zh', content))).toContain('<html lang="zh-CN">');
    expect(bodyOf(page('en', content))).toContain('<html lang="en">');
    expect(bodyOf(page('zh', content))).not.toContain('hello');
  });
});

describe('every page', () => {
  const plain = page('zh', { statusCode: 400, title: words, paragraphs: [words] });
  const copy = page('en', { statusCode: 200, title: words, paragraphs: [], link: 'https://a/' });

  test('is stored by nobody, framed by nobody, and tells no other site where it was', () => {
    for (const { headers } of [plain, copy]) {
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(headers?.['content-security-policy']).toMatch(/default-src 'none'/);
      expect(headers?.['content-security-policy']).toMatch(/frame-ancestors 'none'/);
      expect(headers?.['content-security-policy']).toMatch(/form-action 'none'/);
    }
  });

  test('loads nothing from anywhere', () => {
    for (const answer of [plain, copy]) {
      expect(bodyOf(answer)).not.toMatch(/<(?:script|link|img|iframe)[^>]+(?:src|href)=/);
    }
  });

  test('runs no script but its own, known by its hash', () => {
    expect(policyOf(plain)).not.toMatch(/script-src/);

    for (const language of ['zh', 'en'] as const) {
      const answer = page(language, { statusCode: 200, title: words, paragraphs: [], link: 'x' });
      const script = /<script>(.*)<\/script>/s.exec(bodyOf(answer))?.[1] ?? '';
      const hash = createHash('sha256').update(script).digest('base64');

      expect(policyOf(answer)).toContain(`script-src 'sha256-${hash}'`);
      expect(policyOf(answer)).not.toMatch(/script-src[^;]*unsafe/);
    }
  });
});

test('text and links from outside are escaped', () => {
  const evil = `</p><script>alert("1")</script>'&`;

  const body = bodyOf(
    page('zh', {
      statusCode: 200,
      title: { zh: evil, en: evil },
      paragraphs: [{ zh: evil, en: evil }],
      link: `https://a/?x="><script>alert(1)</script>`,
    }),
  );

  expect(body).not.toContain('<script>alert');
  expect(body).not.toContain('"><script>');
  expect(body.match(/<script>/g)).toHaveLength(1);
});

test('the page of a forged callback is the same for everyone', () => {
  expect(forgedPage('zh')).toEqual(forgedPage('zh'));
  expect(forgedPage('zh').statusCode).toBe(400);
  expect(bodyOf(forgedPage('zh'))).toContain('这个确认无法使用');
  expect(bodyOf(forgedPage('en'))).toContain('This confirm cannot be used');
});
