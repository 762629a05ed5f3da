import { expect } from 'vitest';
import { appendFrame } from '../harness/append-frame.ts';
import { test } from '../harness/test.ts';

test('the browser under test parts storage by site, as people’s do', async ({ browser, site }) => {
  const asLocalhost = site.page('same').replace('127.0.0.1', 'localhost');
  const alone = await browser.visit(asLocalhost);
  await alone.page.evaluate(() => localStorage.setItem('mark', 'of localhost'));
  const embedding = await browser.visit(site.page('embedding'));
  await appendFrame(embedding.page, asLocalhost);
  const frame = embedding.page.frame({ url: asLocalhost });
  expect(await frame?.evaluate(() => localStorage.getItem('mark'))).toBe(null);
});

test('it upgrades to https and keeps pages for the way back, as people’s do', async ({ browser }) => {
  const { page } = await browser.visit('chrome://version');
  const commandLine = (await page.locator('#command_line').textContent()) ?? '';
  // Of several the last one counts.
  const without = commandLine.match(/--disable-features=\S+/g)?.at(-1);
  expect(without).toContain('PaintHolding');
  expect(without).not.toMatch(/https|storage|cookie/i);
  expect(commandLine).not.toContain('--disable-back-forward-cache');
});
