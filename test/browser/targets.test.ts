import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startWorld, type World } from '../flow/world.ts';
import { isFull } from '../support/scale.ts';
import { chromiumPath, launch } from './chromium.ts';

/** Every kind of router, through both doors, with every way in which WeChat damages a fragment. */
describe.skipIf(chromiumPath === undefined)('return targets in Chromium', () => {
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

  const routes = {
    history: '/demo/targets/history.html',
    hash: '/demo/targets/hash.html#/course/7',
    uniapp: '/demo/targets/uniapp.html#/pages/course/course',
  } as const;
  const every = (['redirect', 'relay'] as const).flatMap((door) =>
    (Object.keys(routes) as (keyof typeof routes)[]).flatMap((target) =>
      (['kept', 'percentEncoded', 'doubled', 'dropped'] as const).map(
        (fragment) => [door, target, fragment] as const,
      ),
    ),
  );
  /** In little time, each router at each door once with its fragment whole, and every damage once. */
  const cases = isFull
    ? every
    : every.filter(
        ([door, target, fragment]) =>
          fragment === 'kept' || (door === 'redirect' && target === 'hash'),
      );

  it.each(cases)(
    '%s door, %s router, fragment %s: the page reads the consent and keeps its route',
    async (door, target, fragment) => {
      await world.simulate('POST', 'quirks', { fragment });
      const context = await browser.newContext();
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(world.serviceUrl + routes[target]);
      await page.click(`#${door}`);
      await page.waitForURL(/\/mp\/subscribemsg/);

      await page.getByRole('button', { name: '确认', exact: true }).click();
      await page.waitForURL(/\/demo\/targets\//);
      await page.locator('#page', { hasText: 'entryUrl' }).waitFor();

      const consent = JSON.parse((await page.locator('#consent').textContent()) ?? '');
      expect(consent).toMatchObject({ result: 'confirmed', scene: 1002 });
      expect(consent.state).toContain('asked from');
      const receipt = await world.call('POST', '/v1/receipts', { receipt: consent.receipt });
      expect(receipt.status).toBe(200);
      expect(page.url()).toBe(world.serviceUrl + routes[target]);
    },
    30_000,
  );
});
