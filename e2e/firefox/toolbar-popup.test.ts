import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { until } from '../../server/testing/until.ts';
import { useShortcut } from '../harness/firefox/shortcut.ts';
import { test } from '../harness/firefox/test.ts';
import { toolbarPopupSays } from '../harness/firefox/toolbar-popup.ts';

test('the shortcut opens the popup over the page: it is as tall as what it shows, and names the site', async ({
  firefox,
  site,
}) => {
  const tab = await firefox.popup();
  await tab.register(ada);
  const { page } = await firefox.visit(site.page('article'));
  await useShortcut(firefox.internals, page, 'K');
  const popup = await toolbarPopupSays(tab.page, `Notes panel on ${new URL(page.url()).host}`);
  expect(popup.text).toContain(ada.username);
  await until('it is as tall as what it shows', async () => {
    const { height, contentHeight } = await toolbarPopupSays(tab.page, 'Sign out everywhere');
    return height === contentHeight;
  });
});
