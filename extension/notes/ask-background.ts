import { browser } from 'wxt/browser';
import type { Answered, PanelQuestion, TabQuestion } from './notes-messages.ts';

/**
 * Milliseconds before each delivery after the first: a worker that is being stopped may take the second down too, and on
 * a busy machine, after an update, its end and the next one's start take seconds. Without an answer there is no tab.
 */
const PAUSES_MS = [0, 50, 200, 800, 3_000];

/** False once the extension was updated or removed under this page. */
export const alive = (): boolean => Boolean(browser.runtime?.id);

/**
 * Asks the notes' part of the background. Every question may be asked twice, so that it is asked again when the worker
 * died under it, or failed because it was being stopped.
 * @returns the answer; `null` for none, as to whom the background has nothing to say
 * @throws what `runtime.sendMessage` threw, or an error where nobody has answered or the extension was updated
 */
export async function askBackground<T>(question: TabQuestion | PanelQuestion): Promise<T | null> {
  for (let lost = 0; ; lost++) {
    try {
      if (!alive()) throw new Error('the extension was updated');
      const answered = (await browser.runtime.sendMessage(question)) as Answered | null | undefined;
      // Firefox has no answer, instead of an error, from an event page that was stopped under the question.
      if (!answered || !('said' in answered)) throw new Error('the background did not answer');
      return answered.said as T | null;
    } catch (error) {
      const pauseMs = PAUSES_MS[lost];
      if (pauseMs === undefined || !alive()) throw error;
      await new Promise((over) => setTimeout(over, pauseMs));
    }
  }
}
