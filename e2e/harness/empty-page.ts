import type { Page } from 'playwright';
import { extensionOrigin } from './extension-id.ts';

/** What an empty page of the extension takes on the machine that promises are for, when it has nothing else to do. */
const THERE_MS = 40;

/** @returns the milliseconds in which this tab loads a page of the extension that holds nothing */
export async function loadEmptyPage(page: Page): Promise<number> {
  await page.goto(`${extensionOrigin}/manifest.json`);
  return page.evaluate(() => performance.now());
}

/**
 * What is promised, in milliseconds, on this machine as it is now: where even an empty page takes longer than it should,
 * everything does. The least disturbed of the loads counts, as the least disturbed of the rounds does.
 */
export const promisedHere = (promisedMs: number, emptyMs: readonly number[]): number =>
  promisedMs * Math.max(1, Math.min(...emptyMs) / THERE_MS);
