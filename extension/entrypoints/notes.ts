import { onceInPage } from 'latchkey/client';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { runContentScript } from '../notes/tab/content-script.ts';

/**
 * The content script, which the manifest lists (wxt.config.ts). WXT's own kind of content script would announce
 * itself to each page by an event with the extension's id in it.
 */
export default defineUnlistedScript(() => {
  if (onceInPage()) runContentScript();
});
