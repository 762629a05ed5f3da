import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { useShortcut } from '../harness/firefox/shortcut.ts';
import { test } from '../harness/firefox/test.ts';

test('a note added on a page of another origin is on the server, and there again after a reload', async ({
  server,
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.open();
  await tab.notes.add('Read this again on Monday');

  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual(['Read this again on Monday']);

  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Read this again on Monday');
});

test('the keyboard shortcut opens the panel, and Ctrl+Enter adds the note', async ({ firefox, site }) => {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.tabIsThere();
  await useShortcut(firefox.internals, tab.page, 'M');
  await tab.notes.isOpen();
  await tab.notes.write('Not a click');
  await tab.notes.submitByKey();
  await tab.notes.shows('Not a click');
});

test('a selection becomes a note from the context menu', async ({ server, firefox, site }) => {
  await (await firefox.popup()).register(ada);
  const tab = await firefox.visit(site.page('article'));
  await tab.notes.tabIsThere();
  await firefox.contextMenu.chooseForParagraph(tab.page, 'p', 'Add selection as note');
  await tab.notes.shows("Somebody's words.");
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('article'))).toEqual(["Somebody's words."]);
});

test.for(['coep=require-corp', 'coep=credentialless', "csp=default-src 'none'; frame-src 'none'"])(
  'a page whose policy lets no frame in (%s) has the panel',
  async (policy, { firefox, site }) => {
    await (await firefox.popup()).register(ada);
    const tab = await firefox.visit(site.page(`strict?${encodeURI(policy)}`));
    await tab.notes.open();
    await tab.notes.add('On a strict page');
  },
);

test('on a site where the extension acts on a click only, shortcut and menu are such clicks', async ({
  server,
  firefox,
  site,
}) => {
  await (await firefox.popup()).register(ada);
  await firefox.addOn.loseSites();
  const tab = await firefox.visit(site.page('article'));
  expect(await tab.page.$('latchkey-notes')).toBe(null);
  await useShortcut(firefox.internals, tab.page, 'M');
  await tab.notes.isOpen();
  const other = await firefox.visit(site.page('other'));
  await firefox.contextMenu.chooseForParagraph(other.page, 'p', 'Add selection as note');
  await other.notes.shows("Somebody's words.");
  const elsewhere = await OtherDevice.signIn(server, ada);
  expect(await elsewhere.notes(site.page('other'))).toEqual(["Somebody's words."]);
});
