import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startWorld, type World } from '../flow/world.ts';
import { chromiumPath, launch, picture } from './chromium.ts';

describe.skipIf(chromiumPath === undefined)('the demo in Chromium', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld(), launch()]);
    await world.refresh();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  const openDemo = async (width = 1280, height = 860): Promise<Page> => {
    await world.simulate('POST', 'reset');
    await world.refresh();
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${world.serviceUrl}/demo/`);
    return page;
  };
  const tap = async (page: Page, name: '确认' | '取消') => {
    await page.waitForURL(/\/mp\/subscribemsg/);
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForURL(`${world.serviceUrl}/**`);
  };
  const result = (page: Page, name: string) =>
    page.locator(`#result[data-result="${name}"]`).waitFor();
  const outcome = (page: Page, name: string) =>
    page.locator(`#outcome[data-outcome="${name}"]`).waitFor();
  const chooseDoor = async (page: Page, door: string) => {
    await page.locator('details summary').first().click();
    await page.locator(`#choices input[value="${door}"]`).check({ force: true });
  };

  it.each([
    ['redirect', 1280, 860],
    ['relay', 1280, 860],
    ['redirect', 375, 812],
  ])(
    'shows the whole story through the %s door at %i px: confirm, message in the inbox, no second one',
    async (door, width, height) => {
      const page = await openDemo(width, height);
      await picture(page, `demo-${door}-${width}-1-start`);
      if (door === 'relay') await chooseDoor(page, door);

      await page.click('#subscribe');
      await page.waitForURL(/\/mp\/subscribemsg/);
      await picture(page, `demo-${door}-${width}-2-confirm`);
      await tap(page, '确认');
      await result(page, 'confirmed');
      expect(new URL(page.url()).search, 'the address bar is clean').toBe('');
      await picture(page, `demo-${door}-${width}-3-confirmed`);

      await page.click('#send');
      await outcome(page, 'sent');
      const phone = page.frameLocator('#simulator');
      const title = await page.locator('#message input').first().inputValue();
      await phone.getByText(title).first().waitFor({ state: 'attached' });
      await picture(page, `demo-${door}-${width}-4-sent`);

      await page.click('#send');
      await outcome(page, 'no_credit');
      await picture(page, `demo-${door}-${width}-5-refused`);
    },
    60_000,
  );

  it('says that the user cancelled, and offers a fresh link', async () => {
    const page = await openDemo();

    await page.click('#subscribe');
    await tap(page, '取消');
    await result(page, 'cancelled');
    await picture(page, 'demo-cancelled');
    expect(await page.locator('#send').isDisabled()).toBe(true);

    await page.click('#subscribe');
    await tap(page, '确认');
    await result(page, 'confirmed');
  });

  it('goes Back to the confirm page, where the user may still change their mind', async () => {
    const page = await openDemo();
    await page.click('#subscribe');
    await tap(page, '取消');
    await result(page, 'cancelled');

    await page.goBack();
    await tap(page, '确认');

    await result(page, 'confirmed');
  });

  it('answers a reloaded callback the same, and used once its message was sent', async () => {
    const page = await openDemo();
    let callback = '';
    page.on('request', (request) => {
      if (request.url().includes('/consent/')) callback = request.url();
    });
    await page.click('#subscribe');
    await tap(page, '确认');
    await result(page, 'confirmed');

    await page.goto(callback);
    await result(page, 'confirmed');
    await page.click('#send');
    await outcome(page, 'sent');
    await page.goto(callback);
    await result(page, 'used');
    await picture(page, 'demo-used');
  });

  it('tells the page of a confirm that came back in another browser', async () => {
    const page = await openDemo();
    await page.click('#subscribe');
    await page.waitForURL(/\/mp\/subscribemsg/);
    await page.context().clearCookies({ name: /^yici/ });
    await tap(page, '确认');

    await result(page, 'invalid');
  });

  it('speaks English when asked to', async () => {
    const page = await openDemo();

    await page.locator('[data-language]', { hasText: 'EN' }).click();

    expect(await page.locator('h1').textContent()).toMatch(/[A-Za-z]{3}/);
    await picture(page, 'demo-en');
  });
});
