import { answerOf } from '../broker/calls/answer-of.ts';
import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { browser } from '../client/browser.ts';

/**
 * Lets the broker answer what is addressed to it. Other extensions and pages can not reach it: they would come
 * by `onMessageExternal`, which nobody listens to.
 */
export function answerMessages(dispatch: Dispatch): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: unknown, sendResponse) => {
    const answer = answerOf(dispatch, message, sender);
    if (answer === null) return false;
    void answer.then(sendResponse);
    // The answer comes later.
    return true;
  });
}
