import { defineContentScript } from 'wxt/utils/define-content-script';
import { createClient } from '../client/create-client.ts';
import { runInPage } from '../notes-panel/run-in-page.ts';

export default defineContentScript({
  matches: ['http://*/*', 'https://*/*'],
  // Before the page's own scripts, so that they can not listen in on what is typed into the panel.
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main: () => runInPage(createClient()),
});
