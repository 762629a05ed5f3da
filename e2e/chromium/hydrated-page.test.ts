import { fileURLToPath } from 'node:url';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { bundle } from '../harness/bundle.ts';
import { App } from '../harness/hydrated-page/app.ts';
import { test } from '../harness/test.ts';

test('a page whose whole document React takes over complains of nothing, and keeps the panel', async ({
  browser,
  site,
}) => {
  await (await browser.popup()).register(ada);
  // The development build says each difference between what it finds and what it would have rendered.
  const script = await bundle(
    fileURLToPath(new URL('../harness/hydrated-page/hydrate.script.ts', import.meta.url)),
    { 'process.env.NODE_ENV': '"development"' },
  );
  await browser.context.route(site.page('hydrate.js'), (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  const html = `<!doctype html>${renderToString(createElement(App))}`;
  await browser.context.route(site.page('hydrated'), (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }),
  );
  const tab = await browser.visit('about:blank');
  const { page, notes } = tab;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(site.page('hydrated'));
  await notes.tabIsThere();
  await page.waitForSelector('html[data-hydrated=yes]');
  await page.getByRole('button', { name: 'Pressed 0 times' }).click();
  await page.getByRole('button', { name: 'Pressed 1 times' }).waitFor();
  await notes.open();
  await notes.add('On a page that was taken over');
  expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
});
