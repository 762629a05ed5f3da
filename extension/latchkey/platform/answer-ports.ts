import { answerOf } from '../broker/calls/answer-of.ts';
import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { browser } from '../client/browser.ts';
import { createOutbox } from '../protocol/outbox.ts';
import { isBatch, PORT_NAME, type PortReply } from '../protocol/port-messages.ts';
import { bodyLength } from '../protocol/wire.ts';

/** A longer body goes by itself: fifty of the longest would be more than a message may hold. */
const MOST_TOGETHER = 64 * 1024;

/**
 * The same as `answerMessages`, for what comes through a port. Who has opened it is the sender of each of its messages;
 * other extensions and pages would come by `onConnectExternal`, which nobody listens to.
 */
export function answerPorts(dispatch: Dispatch): void {
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== PORT_NAME) return;
    const { sender } = port;
    let connected = true;
    port.onDisconnect.addListener(() => {
      connected = false;
      // What nobody has read, Chromium writes to the console.
      void browser.runtime.lastError;
    });
    const post = (replies: readonly PortReply[]): void => {
      // Whoever has left the port has gone, or has asked the other way.
      if (!connected) return;
      try {
        port.postMessage(replies);
      } catch {
        // What can not be posted is asked for the other way; what went with it need not be.
        if (replies.length > 1) for (const each of replies) post([each]);
      }
    };
    const together = createOutbox(post);
    port.onMessage.addListener((batch: unknown) => {
      if (!isBatch(batch)) return;
      for (const message of batch) {
        const answer = answerOf(dispatch, message, sender);
        if (answer === null) continue;
        const { id } = message as PortReply;
        void answer.then((reply) => {
          if (bodyLength(reply) > MOST_TOGETHER) post([{ id, reply }]);
          else together({ id, reply });
        });
      }
    });
  });
}
