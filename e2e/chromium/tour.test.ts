import type { Page } from 'playwright';
import { expect } from 'vitest';
import { test } from '../harness/test.ts';
import { narrator } from '../tour/narrator.ts';
import { settings } from '../tour/scene.ts';
import { tour } from '../tour/tour.ts';

test.override({ settings });

test('the tour holds from the registration to the last sign-out', { timeout: 400_000 }, async ({
  server,
  browser,
  site,
}) => {
  const said: string[] = [];
  const taken: string[] = [];
  const take = async (name: string, page: Page) => {
    await page.screenshot();
    taken.push(name);
    return name;
  };
  await tour({ server, browser, site, take, step: narrator((line) => said.push(line)) });
  expect(said.filter((line) => line.startsWith('    proves'))).toHaveLength(8);
  expect(taken).toEqual(['notes-panel', 'notes-panel-dark', 'popup', 'account', 'popup-signed-out']);
});
