import { ada } from '../../server/testing/accounts.ts';
import { extensionOrigin } from '../harness/extension-id.ts';
import { NotesPanel } from '../harness/notes-panel.ts';
import { Popup } from '../harness/popup.ts';
import { test } from '../harness/test.ts';
import { openWindow } from '../harness/windows.ts';

test('two windows have one session: who signs in or out in one has done so in the other', async ({
  browser,
  site,
}) => {
  const first = await browser.popup();
  const tab = await browser.visit(site.page('first-window'));
  await tab.notes.open();
  const second = new Popup(await openWindow(first, `${extensionOrigin}/popup.html`, { isPrivate: false }));
  const notes = new NotesPanel(await openWindow(first, site.page('second-window'), { isPrivate: false }));
  await notes.open();

  await second.register(ada);
  await first.showsAccount(ada.username);
  await tab.notes.add('In the first window');
  await notes.add('In the second window');

  await first.signOut();
  await second.showsForm();
  await notes.asksToSignIn();
  await tab.notes.asksToSignIn();
});
