import type { ChromiumSearch } from '../extension-build/find-chromium.ts';
import type { Opening } from './opening.ts';

export type OpeningDecision =
  | { readonly kind: 'open'; readonly binary: string }
  | { readonly kind: 'ask'; readonly binary: string; readonly browser: string }
  /** Serve on without a window; the reason is one line for the person, empty when they said so themselves. */
  | { readonly kind: 'serve-only'; readonly reason: string };

export interface Surroundings {
  readonly chromium: ChromiumSearch;
  readonly display: boolean;
  /** Whether somebody can answer a question. */
  readonly terminal: boolean;
}

/** Decides whether a window with the extension is opened now, offered, or not possible here. */
export function decideOpening(
  opening: Opening,
  { chromium, display, terminal }: Surroundings,
): OpeningDecision {
  if (opening === 'no') return { kind: 'serve-only', reason: '' };
  if (!display)
    return { kind: 'serve-only', reason: 'No browser window is opened: there is no display here.' };
  if (chromium.status !== 'found') {
    return { kind: 'serve-only', reason: `No browser window is opened: ${chromium.reason}` };
  }
  if (opening === 'yes') return { kind: 'open', binary: chromium.path };
  if (terminal) return { kind: 'ask', binary: chromium.path, browser: chromium.version };
  return { kind: 'serve-only', reason: '"npm start -- --open" opens a browser with the extension loaded.' };
}
