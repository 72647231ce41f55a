import { expect, test } from 'vitest';
import { confirmLink } from '../../src/wechat/confirm-link.ts';
import { scene } from '../support/builders.ts';

const parts = {
  appid: 'wx0123456789abcdef',
  scene,
  templateId: '1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc',
  redirectUrl: 'https://yici.example.com/consent/Y291cnNlOmNsYXNzX2lkPTEyMw',
  reserved: '101a'.repeat(31),
};

test('a confirm link is spelled as the official example is, each value encoded once', () => {
  expect(confirmLink('https://mp.weixin.qq.com', parts)).toBe(
    'https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm' +
      '&appid=wx0123456789abcdef' +
      '&scene=1001' +
      '&template_id=1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc' +
      '&redirect_url=https%3A%2F%2Fyici.example.com%2Fconsent%2FY291cnNlOmNsYXNzX2lkPTEyMw' +
      `&reserved=${parts.reserved}` +
      '#wechat_redirect',
  );
});

test('a redirect_url with a query of its own comes back from the link as it was', () => {
  const redirectUrl = 'https://h5.example.com/course?class_id=1&name=%E8%AF%BE%20a+b';

  const link = new URL(confirmLink('https://mp.weixin.qq.com', { ...parts, redirectUrl }));

  expect(link.searchParams.getAll('redirect_url')).toEqual([redirectUrl]);
  expect([...link.searchParams.keys()]).toEqual([
    'action',
    'appid',
    'scene',
    'template_id',
    'redirect_url',
    'reserved',
  ]);
  expect(link.hash).toBe('#wechat_redirect');
});

test('the page is that of the host that was configured', () => {
  expect(confirmLink('http://localhost:3001', parts)).toMatch(
    /^http:\/\/localhost:3001\/mp\/subscribemsg\?action=get_confirm&/,
  );
});
