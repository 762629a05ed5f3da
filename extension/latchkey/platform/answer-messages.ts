import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { browser } from '../client/browser.ts';
import { parseMessage } from '../protocol/messages.ts';
import { encodeReply } from '../protocol/wire.ts';

/**
 * Lets the broker answer what is addressed to it. Other extensions and pages can not reach it: they would come
 * by `onMessageExternal`, which nobody listens to.
 */
export function answerMessages(dispatch: Dispatch): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: unknown, sendResponse) => {
    const parsed = parseMessage(message);
    if (parsed.type === 'foreign') return false;
    void dispatch(parsed, sender).then((reply) => sendResponse(encodeReply(reply)));
    // The answer comes later.
    return true;
  });
}
