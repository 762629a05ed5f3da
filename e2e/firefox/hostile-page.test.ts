import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { eavesdrop } from '../harness/eavesdrop.ts';
import { test } from '../harness/firefox/test.ts';

test('a page that listens to every event there is hears no letter of what is typed into the panel', async ({
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const { page, notes } = await firefox.visit(site.page('listening'));
  await page.evaluate(eavesdrop);
  const heard = () => page.evaluate(() => window.heard.splice(0));
  await (await page.$('#own'))?.type('q');
  expect(await heard()).toContain('keydown: q');

  await notes.open();
  await heard();
  await notes.add('Between me and my server');
  expect(await heard()).toEqual([]);
});
