import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesise } from '../lib/synthesised.ts';
import { type DashboardBody, dashboardPicture } from './dashboard-picture.ts';
import { root } from './markdown.ts';

const stack = synthesise();
const body: DashboardBody = JSON.parse(
  stack.spell(stack.at('Monitoring/Dashboard').properties.DashboardBody),
);

// after a change: npm test -- test/docs/dashboard.test.ts -u
test('the picture of the dashboard shows the dashboard that is deployed', async () => {
  await expect(dashboardPicture(body)).toMatchFileSnapshot('../../docs/images/dashboard.svg');
});

test('the picture can be read in the dark as well, and loads nothing', () => {
  const picture = readFileSync(join(root, 'docs/images/dashboard.svg'), 'utf8');

  expect(picture).toContain('prefers-color-scheme:dark');
  expect(picture).not.toMatch(/href|<script|url\(/);
});
