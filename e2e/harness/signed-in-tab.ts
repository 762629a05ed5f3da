import { fileURLToPath } from 'node:url';
import { ada } from '../../server/testing/accounts.ts';
import type { Browser } from './browser.ts';
import { bundle } from './bundle.ts';
import { ContentScript } from './content-script.ts';

/** For {@link ContentScript.evaluate}: the status of a call, or the code of its failure. */
export const whoAmI = `client.fetch('/api/me').then((response) => response.status, (error) => error.code)`;

let source: Promise<string> | undefined;

/** A new tab whose content script has the client as `client`. */
export async function tabWithClient(browser: Browser, pageUrl: string): Promise<ContentScript> {
  source ??= bundle(fileURLToPath(new URL('client.script.ts', import.meta.url)));
  const { page } = await browser.visit(pageUrl);
  return ContentScript.run(page, await source);
}

/** The same, signed in. The popup is closed again, so that all that the server hears comes from this tab. */
export async function signedInTab(browser: Browser, pageUrl: string): Promise<ContentScript> {
  const popup = await browser.popup();
  await popup.register(ada);
  await popup.page.close();
  return tabWithClient(browser, pageUrl);
}
