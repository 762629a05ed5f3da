import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { test } from '../harness/firefox/test.ts';

test('an update while tabs are open leaves one panel in each, which works without a reload', async ({
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Before the update');
  await firefox.addOn.load();
  await tab.notes.open();
  await tab.notes.shows('Before the update');
  await tab.notes.add('After the update');
  expect(await tab.notes.count()).toBe(1);
  await (await firefox.popup()).showsAccount(ada.username);
});
