import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { confirmLink, message, pagePath, startSimulator, stranger } from './running-simulator.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args });
  }, 60_000);
  afterAll(() => browser.close());

  async function openPage(width = 375, height = 667): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height } });
    onTestFinished(() => context.close());
    return context.newPage();
  }

  async function story() {
    const simulator = await startSimulator();
    const site = await landingSite();
    const url = simulator.base.replace('127.0.0.1', 'localhost');
    const link = confirmLink({ redirect_url: `${site.url}/consent/abc` });
    return { ...simulator, site, url, link, confirmUrl: url + pagePath(link) };
  }

  describe('the confirm page', () => {
    it('goes to redirect_url after 确认, and Back returns to it', async () => {
      const { confirmUrl, site } = await story();
      const page = await openPage();
      await page.goto(`${confirmUrl}#wechat_redirect`);

      await page.getByRole('button', { name: '确认' }).click();
      await page.waitForURL(`${site.url}/**`);

      expect(site.requests[0]?.url).toMatch(/^\/consent\/abc\?openid=o.*&action=confirm&reserved=/);
      await page.goBack();
      expect(page.url()).toBe(`${confirmUrl}#wechat_redirect`);
      expect(await page.getByRole('button', { name: '确认' }).isEnabled()).toBe(true);
      await page.getByRole('button', { name: '取消' }).click();
      await page.waitForURL(/action=cancel/);
    });

    it('without #wechat_redirect disables 确认 and says why', async () => {
      const { confirmUrl } = await story();
      const page = await openPage();
      await page.goto(confirmUrl);

      await page.getByText('链接缺少 #wechat_redirect').waitFor();

      expect(await page.getByRole('button', { name: '确认' }).isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: '取消' }).isDisabled()).toBe(true);
    });

    it('sees the fragment of a 302', async () => {
      const { confirmUrl, site } = await story();
      site.redirects.set('/go', `${confirmUrl}#wechat_redirect`);
      const page = await openPage();

      await page.goto(`${site.url}/go`);

      await page.getByRole('button', { name: '确认' }).click();
      await page.waitForURL(/action=confirm/);
    });

    it('may request the callback twice, first without cookies', async () => {
      const { confirmUrl, site, quirk } = await story();
      await quirk({ hits: 'twice' });
      const page = await openPage();
      await page.goto(site.url);
      await page.goto(`${confirmUrl}#wechat_redirect`);

      await page.getByRole('button', { name: '确认' }).click();
      await page.waitForURL(/action=confirm/);

      const cookies = site.requests.slice(1).map((request) => request.headers.cookie);
      expect(cookies).toEqual([undefined, 'site=1']);
    });

    it('may stay where it is when the callback is lost', async () => {
      const { confirmUrl, site, quirk, send } = await story();
      await quirk({ hits: 'never' });
      const page = await openPage();
      await page.goto(`${confirmUrl}#wechat_redirect`);

      await page.getByRole('button', { name: '确认' }).click();
      await page.getByText('网络不可用').waitFor();

      expect(site.requests).toEqual([]);
      expect((await send()).errcode).toBe(0);
    });

    it('hands the phone to whoever is chosen', async () => {
      const { confirmUrl, site } = await story();
      const page = await openPage();
      await page.goto(`${confirmUrl}#wechat_redirect`);

      const reloaded = page.waitForEvent('load');
      await page.getByRole('combobox').selectOption('韩梅梅');
      await reloaded;
      await page.getByRole('button', { name: '确认' }).click();
      await page.waitForURL(/action=confirm/);

      expect(site.requests[0]?.url).toContain(`openid=${stranger}`);
    });
  });

  describe('the phone', () => {
    it('shows a message by itself where another site frames it', async () => {
      const { url, site, tap, send } = await story();
      site.pages.set('/demo', `<iframe width="375" height="667" src="${url}/?embed=1"></iframe>`);
      const page = await openPage(800);
      await page.goto(`${site.url}/demo`);
      const phone = page.frameLocator('iframe');
      await phone.getByText('小满课堂').first().waitFor();

      await tap();
      await send();

      await phone.locator('.card').getByRole('heading', { name: '上课提醒' }).waitFor();
      expect(await phone.locator('.controls').isVisible()).toBe(false);
    });

    it('keeps line breaks, gives the text its colour, and runs nothing of it', async () => {
      const { url, tap, send } = await story();
      const value = '<img src=x onerror="document.title=1">\n第二行';
      await tap();
      await send(message({ data: { content: { value, color: '#FF0000' } } }));
      const page = await openPage();
      await page.goto(`${url}/?embed=1`);

      await page.getByRole('button', { name: '小满课堂' }).click();

      const text = page.locator('.card .text');
      expect(await text.textContent()).toBe(value);
      const style = await text.evaluate((element) => {
        const { color, whiteSpace } = element.ownerDocument.defaultView?.getComputedStyle(
          element,
        ) ?? { color: '', whiteSpace: '' };
        return { color, whiteSpace };
      });
      expect(style).toEqual({ color: 'rgb(255, 0, 0)', whiteSpace: 'pre-line' });
      expect(await page.title()).toBe('微信模拟器');
    });

    it('links to http and https only, and puts a mini program first', async () => {
      const { url, tap, send } = await story();
      await tap();
      await send(message({ url: 'javascript:alert(1)' }));
      await tap();
      await send(message({ miniprogram: { appid: 'wx01', pagepath: 'pages/x' } }));
      await tap();
      await send(message({ url: 'https://h5.example.com/c' }));
      const page = await openPage();
      await page.goto(`${url}/?embed=1`);

      await page.getByRole('button', { name: '小满课堂' }).click();

      const links = await page.locator('.card a').evaluateAll((all) => all.map(String));
      expect(links).toEqual(['https://h5.example.com/c']);
      await page.getByText('wx01 · pages/x').waitFor();
    });

    it("shows 服务通知 of whoever does not follow, with the account's name", async () => {
      const { url, tap, send } = await story();
      await tap('confirm', stranger);
      await send(message({ touser: stranger }));
      const page = await openPage();
      await page.goto(`${url}/?embed=1&_openid=${stranger}`);

      await page.getByRole('button', { name: '服务通知' }).click();

      expect(await page.locator('.card .source').textContent()).toContain('小满课堂');
    });

    it.each([375, 1280])('fits %i px, in Chinese and in English', async (width) => {
      const { url, tap, send, fault } = await story();
      await tap();
      await send();
      await fault({ errcode: 45009 });
      const page = await openPage(width, 800);
      for (const [query, title] of [
        ['', '微信模拟器'],
        ['?lang=en', 'WeChat simulator'],
      ] as const) {
        await page.goto(`${url}/${query}`);
        if (width < 900) await page.locator('.views button').last().click();
        await page.getByRole('heading', { name: title }).waitFor();
        for (const summary of await page.locator('summary').all()) await summary.click();

        const wider = await page.locator('html').evaluate((html) => html.scrollWidth);
        expect(wider).toBeLessThanOrEqual(width);
      }
    });
  });

  describe('the controls', () => {
    it('set faults, switches, the clock and who holds the phone', async () => {
      const { url, get } = await story();
      const page = await openPage(1280, 900);
      await page.goto(url);

      await page.getByRole('button', { name: '添加' }).click();
      await page.getByText('{"errcode":45009}').waitFor();
      await page.getByText('无人知晓之处').click();
      await page.getByLabel('点「取消」会收回此前未使用的授权').click();
      await page.getByRole('button', { name: '+2 小时' }).click();
      await page.getByRole('button', { name: '韩梅梅' }).click();
      await page.locator('.chip[aria-pressed="true"]', { hasText: '韩梅梅' }).waitFor();

      const state = await get('/_simulator/state');
      expect(state.assumptions.cancelRevokesChance).toBe(true);
      expect(state.now).toBe('2026-10-10T06:00:00.000Z');
      expect(state.phone).toBe(stranger);
      expect((await get('/_simulator/faults')).faults).toHaveLength(1);
    });
  });
});

/** The site that redirect_url points to, on 127.0.0.1: another site than the simulator's localhost. */
async function landingSite() {
  const requests: IncomingMessage[] = [];
  const pages = new Map<string, string>();
  const redirects = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const location = redirects.get(path);
    if (location !== undefined) {
      response.writeHead(302, { Location: location }).end();
      return;
    }
    if (path !== '/favicon.ico') requests.push(request);
    const headers = { 'Content-Type': 'text/html', 'Set-Cookie': 'site=1; Path=/; SameSite=Lax' };
    response.writeHead(200, headers).end(`<!doctype html>${pages.get(path) ?? 'landed'}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, pages, redirects };
}
