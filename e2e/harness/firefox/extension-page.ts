import type { Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';
import { extensionOrigin } from './extension-identity.ts';

/**
 * Opens a page of the extension. Firefox reports no navigation of such a page (its bug 1755014), so that
 * `page.goto` alone would wait for one in vain.
 */
export async function openExtensionPage(page: Page, path: string): Promise<Page> {
  const waiting = new AbortController();
  const url = `${extensionOrigin}/${path}`;
  const navigation = page.goto(url, { signal: waiting.signal, timeout: 0 }).catch((error: unknown) => error);
  const arrived = () =>
    page
      .evaluate((wanted) => document.URL.startsWith(wanted) && document.readyState === 'complete', url)
      .catch(() => false);
  await until(`the page ${path} is there`, arrived);
  waiting.abort();
  await navigation;
  return page;
}
