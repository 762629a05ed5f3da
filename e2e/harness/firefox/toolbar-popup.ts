import type { Page } from 'puppeteer-core';
import { until } from '../../../server/testing/until.ts';

interface ToolbarPopup {
  readonly text: string;
  readonly height: number;
  readonly contentHeight: number;
}

/** Waits until the popup at the toolbar button says these words, as another page of the extension sees it. */
export function toolbarPopupSays(extensionPage: Page, words: string): Promise<ToolbarPopup> {
  return until(`the popup at the toolbar says "${words}"`, async () => {
    const popup = await extensionPage.evaluate(readPopup);
    return popup?.text.includes(words) ? popup : null;
  });
}

function readPopup(): ToolbarPopup | null {
  const { extension } = (globalThis as unknown as { browser: typeof chrome }).browser;
  const [view] = extension.getViews({ type: 'popup' });
  if (!view?.document.body) return null;
  // biome-ignore lint/performance/useDomNodeTextContent: it is about what is rendered
  const text = view.document.body.innerText;
  return { text, height: view.innerHeight, contentHeight: view.document.documentElement.scrollHeight };
}
